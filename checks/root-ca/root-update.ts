import { createHash } from 'node:crypto';
import type { ProbeContext } from '../../src/core/check.ts';
import { sameBytes } from '../../src/formats/bytes.ts';
import type { Certificate } from '../../src/formats/x509-certificate.ts';
import type { ProxyRoute, RegistryData, RegistryOutcome } from '../../src/host/ports.ts';
import { type RootProgramList, readRootProgramList } from '../../src/trust/root-program-list.ts';
import type { ChainEngineSettings } from './chain-engine.ts';
import { LOCAL_STORES, POLICY_STORES } from './machine-stores.ts';
import { type RetrievalFault, retrieve } from './retrieval.ts';
import { readTrouble, type UnreadKey } from './unread-key.ts';

const AUTO_UPDATE = `${LOCAL_STORES}\\AuthRoot\\AutoUpdate`;
const POLICY = `${POLICY_STORES}\\AuthRoot`;
const PROTECTED_ROOTS = `${POLICY_STORES}\\Root\\ProtectedRoots`;

/** Where Windows fetches its trust list when no other place is configured (Microsoft Learn, "Configure trusted roots and disallowed certificates in Windows"). */
const MICROSOFT_ROOT_DIRECTORY = 'http://ctldl.windowsupdate.com/msdownload/update/v3/static/trustedr/en';
/** Only that it is there matters; the real list has about 70 KB. */
const MAX_LIST_BYTES = 16 * 1024 * 1024;
/** CERT_PROT_ROOT_ONLY_LM_GPT_FLAG (wincrypt.h): "Only Enterprise Root CAs" in the policy's tab Stores. */
const ONLY_POLICY_ROOTS = 0x8;

/** What the registry says about the automatic root update of this machine. */
export interface RootUpdateSettings {
  readonly list: RootProgramList;
  readonly disabledByPolicy: boolean;
  /** A policy trusts only roots that policy or Active Directory deployed. */
  readonly onlyPolicyRoots: boolean;
  /** `DisallowedCertEncodedCtl`. */
  readonly disallowedList: Uint8Array | undefined;
  /** Folder of the trust list and the roots, as URL, or a path where RootDirUrl names one. */
  readonly folder: string;
  readonly unread: readonly UnreadKey[];
}

export async function readRootUpdateSettings(context: ProbeContext): Promise<RootUpdateSettings> {
  const keys = [AUTO_UPDATE, POLICY, PROTECTED_ROOTS];
  const outcomes = await Promise.all(
    keys.map((key) => context.host.registry.read(key, { recursive: false }, context.signal)),
  );
  const [autoUpdate, policy, protectedRoots] = outcomes;
  const encodedCtl = dataOf(autoUpdate, 'EncodedCtl');
  const disallowed = dataOf(autoUpdate, 'DisallowedCertEncodedCtl');
  const directory = dataOf(autoUpdate, 'RootDirUrl');
  const disable = dataOf(policy, 'DisableRootAutoUpdate');
  const flags = dataOf(protectedRoots, 'Flags');
  const folder = directory?.type === 'string' && directory.value !== '' ? directory.value : MICROSOFT_ROOT_DIRECTORY;
  return {
    list: readRootProgramList(encodedCtl?.type === 'binary' ? encodedCtl.value : undefined),
    disabledByPolicy: disable?.type === 'number' && disable.value === 1,
    onlyPolicyRoots: flags?.type === 'number' && (flags.value & ONLY_POLICY_ROOTS) !== 0,
    disallowedList: disallowed?.type === 'binary' ? disallowed.value : undefined,
    folder: folder.replace(/[/\\]+$/, ''),
    unread: outcomes.flatMap((outcome, index) => {
      const why = readTrouble(outcome);
      return why === undefined ? [] : [{ key: keys[index] ?? '', why, holds: 'root-update' }];
    }),
  };
}

export function trustListUrl(folder: string): string {
  return `${folder}/authrootstl.cab`;
}

/** Where Windows fetches a root: named by its SHA-1. */
export function rootUrl(folder: string, thumbprint: string): string {
  return `${folder}/${thumbprint.toLowerCase()}.crt`;
}

/** What came of asking for the trust list. */
export interface RootUpdateAnswer {
  readonly source: 'reachable' | 'unreachable' | 'not-asked';
  /** In the words of the transport. */
  readonly detail: string;
  readonly fault?: RetrievalFault;
}

/** Asks the place the trust list comes from. A folder that is no http URL (a share) cannot be tried from here. */
export async function askRootUpdate(
  context: ProbeContext,
  url: string,
  engine: ChainEngineSettings,
  proxy: ProxyRoute | undefined,
): Promise<RootUpdateAnswer> {
  if (!/^https?:\/\//i.test(url))
    return { source: 'not-asked', detail: 'it is a file share, which cannot be tried here' };
  const answer = await retrieve(context, { url, timeoutMs: engine.urlTimeoutMs, maxBytes: MAX_LIST_BYTES, proxy });
  if (answer.status === 'failed') return { source: 'unreachable', detail: answer.detail, fault: answer.fault };
  return isCabinet(answer.body)
    ? { source: 'reachable', detail: `${answer.body.length} bytes` }
    : { source: 'unreachable', detail: 'what it answers is no trust list, as of a sign-in or block page' };
}

/** A captive portal answers 200 as well; a cabinet file begins with MSCF ([MS-CAB] 2.1). */
function isCabinet(body: Uint8Array): boolean {
  return sameBytes(body.subarray(0, 4), Buffer.from('MSCF', 'latin1'));
}

/**
 * Roots of the trust list that may have issued a certificate, found as Windows finds them: by MD5 of the name and by key
 * identifier (CERT_SUBJECT_NAME_MD5_HASH_PROP_ID, CERT_KEY_IDENTIFIER_PROP_ID).
 */
export function listedIssuers(list: RootProgramList, child: Certificate): readonly string[] {
  if (list.kind !== 'read') return [];
  const nameMd5 = createHash('md5').update(child.issuer.der).digest();
  const wanted = child.authorityKeyIdentifier?.keyIdentifier;
  return [...list.entries.values()]
    .filter(
      ({ subjectNameMd5, keyIdentifier }) =>
        subjectNameMd5 !== undefined &&
        sameBytes(subjectNameMd5, nameMd5) &&
        (wanted === undefined || keyIdentifier === undefined || sameBytes(keyIdentifier, wanted)),
    )
    .map(({ identifier }) => identifier);
}

function dataOf(outcome: RegistryOutcome | undefined, name: string): RegistryData | undefined {
  return outcome?.status === 'found' ? outcome.keys[0]?.values[name] : undefined;
}
