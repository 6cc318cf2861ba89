import { renderCertificateBlob, storeKeyName } from '../../../src/formats/certificate-blob.ts';
import { type BlobRecord, renderBlobRecords } from '../../../src/formats/store-blob.ts';
import type { RegistryData, RegistryOutcome } from '../../../src/host/ports.ts';
import { foundKey } from '../../fake-host.ts';
import type { Issued } from '../../trust/test-pki.ts';

/** The registry of a Windows machine as root-ca and crl-reachability ask it. */

const LOCAL = 'HKLM\\SOFTWARE\\Microsoft\\SystemCertificates';
const POLICY = 'HKLM\\SOFTWARE\\Policies\\Microsoft\\SystemCertificates';
const ENTERPRISE = 'HKLM\\SOFTWARE\\Microsoft\\EnterpriseCertificates';
export const USER_SID = 'S-1-12-1-1111111111-1222222222-3333333333-4444444444';

/** Where each store lies. */
export const storeKeys = {
  root: `${LOCAL}\\ROOT`,
  authRoot: `${LOCAL}\\AuthRoot`,
  groupPolicyRoot: `${POLICY}\\Root`,
  enterpriseRoot: `${ENTERPRISE}\\Root`,
  smartCardRoot: `${LOCAL}\\SmartCardRoot`,
  ca: `${LOCAL}\\CA`,
  groupPolicyCa: `${POLICY}\\CA`,
  enterpriseCa: `${ENTERPRISE}\\CA`,
  disallowed: `${LOCAL}\\Disallowed`,
  groupPolicyDisallowed: `${POLICY}\\Disallowed`,
  enterpriseDisallowed: `${ENTERPRISE}\\Disallowed`,
  userRoot: `HKU\\${USER_SID}\\Software\\Microsoft\\SystemCertificates\\Root`,
  systemUserRoot: 'HKU\\S-1-5-18\\Software\\Microsoft\\SystemCertificates\\Root',
} as const;
export type StoreName = keyof typeof storeKeys;

export const settingsKeys = {
  autoUpdate: `${LOCAL}\\AuthRoot\\AutoUpdate`,
  rootUpdatePolicy: `${POLICY}\\AuthRoot`,
  protectedRoots: `${POLICY}\\Root\\ProtectedRoots`,
  chainEnginePolicy: `${POLICY}\\ChainEngine\\Config`,
  chainEngine:
    'HKLM\\SOFTWARE\\Microsoft\\Cryptography\\OID\\EncodingType 0\\CertDllCreateCertificateChainEngine\\Config',
} as const;

/** A certificate in a store, with the properties of its entry. */
export type Stored =
  | Issued
  | { readonly issued: Issued; readonly properties: readonly BlobRecord[]; readonly keyName?: string };

export type Machine = Readonly<Partial<Record<StoreName, readonly Stored[]>>> & {
  readonly settings?: Readonly<Partial<Record<keyof typeof settingsKeys, Readonly<Record<string, RegistryData>>>>>;
  /** Revocation lists in LocalMachine\CA, DER. */
  readonly installedCrls?: readonly Uint8Array[];
  /** Whole answers, by the question. */
  readonly answers?: Readonly<Record<string, RegistryOutcome>>;
};

export const dword = (value: number): RegistryData => ({ type: 'number', value });
export const binary = (value: Uint8Array): RegistryData => ({ type: 'binary', value });
export const text = (value: string): RegistryData => ({ type: 'string', value });

/** Every question that the two checks ask; what the machine does not have is absent. */
export function registryOf(machine: Machine = {}): Readonly<Record<string, RegistryOutcome>> {
  const absent: RegistryOutcome = { status: 'absent' };
  const questions: Record<string, RegistryOutcome> = {
    HKU: foundKey('HKEY_USERS', {}, { 'S-1-5-18': {}, [USER_SID]: {}, [`${USER_SID}_Classes`]: {} }),
    'HKCU\\Software\\Microsoft\\SystemCertificates\\Root\\Certificates /s': absent,
  };
  for (const [name, key] of Object.entries(storeKeys)) {
    const entries = machine[name as StoreName] ?? [];
    const certificates = `${key}\\Certificates`;
    questions[`${certificates} /s`] =
      entries.length === 0 ? absent : foundKey(certificates, {}, Object.fromEntries(entries.map(entryOf)));
  }
  for (const [name, key] of Object.entries(settingsKeys)) {
    const values = machine.settings?.[name as keyof typeof settingsKeys];
    questions[key] = values === undefined ? absent : foundKey(key, values);
  }
  for (const stores of [LOCAL, POLICY, ENTERPRISE]) questions[`${stores}\\CA\\CRLs /s`] = absent;
  if (machine.installedCrls !== undefined) {
    questions[`${LOCAL}\\CA\\CRLs /s`] = foundKey(
      `${LOCAL}\\CA\\CRLs`,
      {},
      Object.fromEntries(machine.installedCrls.map((der) => [storeKeyName(der), { Blob: binary(crlBlob(der)) }])),
    );
  }
  return { ...questions, ...machine.answers };
}

function entryOf(stored: Stored): [string, Record<string, RegistryData>] {
  const { issued, properties, keyName = undefined } = 'issued' in stored ? stored : { issued: stored, properties: [] };
  const { der } = issued.certificate;
  return [keyName ?? storeKeyName(der), { Blob: binary(renderCertificateBlob(der, properties)) }];
}

/** CERT_CRL_PROP_ID 33, between others. */
function crlBlob(der: Uint8Array): Uint8Array {
  return renderBlobRecords([
    { id: 3, value: Buffer.from(storeKeyName(der), 'hex') },
    { id: 33, value: der },
  ]);
}
