import type { ProbeContext } from '../../src/core/check.ts';
import { decodeCrl } from '../../src/formats/crl.ts';
import { sameName } from '../../src/formats/distinguished-name.ts';
import { decodeBlobRecords, PROPERTY } from '../../src/formats/store-blob.ts';
import type { Certificate } from '../../src/formats/x509-certificate.ts';
import type { CollectedAnswer } from '../../src/trust/revocation.ts';
import { ENTERPRISE_STORES, LOCAL_STORES, POLICY_STORES, storeEntriesOf } from '../root-ca/machine-stores.ts';

/**
 * Revocation lists that somebody put into the machine's Intermediate Certification Authorities (certutil -addstore CA, or
 * policy). Windows looks at them before it asks the network; they lie beside the certificates, in keys `CRLs\<SHA-1>`.
 */
export interface InstalledList {
  readonly keyName: string;
  readonly bytes: Uint8Array;
}

const keys = [LOCAL_STORES, POLICY_STORES, ENTERPRISE_STORES].map((stores) => `${stores}\\CA\\CRLs`);

/** A store holds a handful of lists; Windows itself comes with one. */
const MAX_INSTALLED = 64;

/** A store that cannot be read counts as empty: such lists are rare, and without them only more depends on the network. */
export async function readInstalledLists({ host, signal }: ProbeContext): Promise<readonly InstalledList[]> {
  const outcomes = await Promise.all(keys.map((key) => host.registry.read(key, { recursive: true }, signal)));
  const entries = outcomes.flatMap((outcome) => (outcome.status === 'found' ? storeEntriesOf(outcome.keys) : []));
  return entries.slice(0, MAX_INSTALLED).flatMap(({ keyName, blob }) => {
    const records = decodeBlobRecords(blob);
    const crl = records.ok ? records.value.find(({ id }) => id === PROPERTY.crl) : undefined;
    return crl === undefined ? [] : [{ keyName, bytes: crl.value }];
  });
}

const INSTALLED = 'installed on this machine';

/** The installed lists of the certificate's issuer, as answers beside those of the network. */
export function installedAnswers(lists: readonly InstalledList[], { issuer }: Certificate): readonly CollectedAnswer[] {
  return lists.flatMap(({ keyName, bytes }): CollectedAnswer[] => {
    const decoded = decodeCrl(bytes);
    if (!decoded.ok || !sameName(decoded.value.issuer, issuer)) return [];
    const method = decoded.value.deltaBase === undefined ? 'crl' : 'delta-crl';
    return [{ method, url: `the list ${INSTALLED} (CA\\CRLs\\${keyName})`, status: 'answered', bytes }];
  });
}

export function isInstalled({ url }: { readonly url: string }): boolean {
  return url.startsWith(`the list ${INSTALLED}`);
}
