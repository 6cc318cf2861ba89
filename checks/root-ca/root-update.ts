import type { ProbeContext } from '../../src/core/check.ts';
import type { HttpOutcome, ProxyRoute, RegistryData, RegistryOutcome } from '../../src/host/ports.ts';
import { type RootProgramList, readRootProgramList } from '../../src/trust/root-verdict.ts';

const AUTO_UPDATE = 'HKLM\\SOFTWARE\\Microsoft\\SystemCertificates\\AuthRoot\\AutoUpdate';
const POLICY = 'HKLM\\SOFTWARE\\Policies\\Microsoft\\SystemCertificates\\AuthRoot';

/** Where Windows fetches its trust list when no other place is configured (Microsoft Learn, "Configure trusted roots and disallowed certificates in Windows"). */
const MICROSOFT_ROOT_DIRECTORY = 'http://ctldl.windowsupdate.com/msdownload/update/v3/static/trustedr/en';

/** CryptoAPI gives one URL 15 s (ChainUrlRetrievalTimeoutMilliseconds). */
const FETCH_TIMEOUT_MS = 15_000;
/** Only that it is there matters; the real list has about 70 KB. */
const MAX_LIST_BYTES = 64 * 1024;

/** What the registry says about the automatic root update of this machine. */
export interface RootUpdateSettings {
  readonly list: RootProgramList;
  readonly disabledByPolicy: boolean;
  /** URL of the trust list, or the folder's path where RootDirUrl names one that is no URL. */
  readonly listUrl: string;
}

export async function readRootUpdateSettings(context: ProbeContext): Promise<RootUpdateSettings> {
  const read = (key: string) => context.host.registry.read(key, { recursive: false }, context.signal);
  const [autoUpdate, policy] = await Promise.all([read(AUTO_UPDATE), read(POLICY)]);
  const encodedCtl = dataOf(autoUpdate, 'EncodedCtl');
  const directory = dataOf(autoUpdate, 'RootDirUrl');
  const disable = dataOf(policy, 'DisableRootAutoUpdate');
  const folder = directory?.type === 'string' && directory.value !== '' ? directory.value : MICROSOFT_ROOT_DIRECTORY;
  return {
    list: readRootProgramList(encodedCtl?.type === 'binary' ? encodedCtl.value : undefined),
    disabledByPolicy: disable?.type === 'number' && disable.value === 1,
    listUrl: `${folder.replace(/\/+$/, '')}/authrootstl.cab`,
  };
}

/** What came of asking for the trust list. */
export interface RootUpdateAnswer {
  readonly source: 'reachable' | 'unreachable' | 'not-asked';
  /** In the words of the transport; empty when it was not asked. */
  readonly detail: string;
}

/** Asks the place the trust list comes from. A folder that is no http URL (a share) cannot be tried from here. */
export async function askRootUpdate(
  context: ProbeContext,
  listUrl: string,
  proxy: ProxyRoute | undefined,
): Promise<RootUpdateAnswer> {
  if (!/^https?:\/\//i.test(listUrl)) return { source: 'not-asked', detail: 'it is a file share' };
  const outcome = await context.host.http.request(
    {
      url: listUrl,
      method: 'GET',
      timeoutMs: FETCH_TIMEOUT_MS,
      maxBytes: MAX_LIST_BYTES,
      maxRedirects: 5,
      ...(proxy && { proxy }),
    },
    context.signal,
  );
  return outcome.status === 'answered' && outcome.statusCode === 200 && isCabinet(outcome)
    ? { source: 'reachable', detail: 'HTTP 200' }
    : { source: 'unreachable', detail: outcome.status === 'answered' ? `HTTP ${outcome.statusCode}` : outcome.status };
}

/** A captive portal answers 200 as well; a cabinet file begins with MSCF ([MS-CAB] 2.1). */
function isCabinet({ body }: Extract<HttpOutcome, { status: 'answered' }>): boolean {
  return body[0] === 0x4d && body[1] === 0x53 && body[2] === 0x43 && body[3] === 0x46;
}

function dataOf(outcome: RegistryOutcome, name: string): RegistryData | undefined {
  return outcome.status === 'found' ? outcome.keys[0]?.values[name] : undefined;
}
