import type { ProbeContext } from '../../src/core/check.ts';
import type { RegistryOutcome } from '../../src/host/ports.ts';

/** Settings of CryptoAPI's chain engine, which builds the chain for ccmsetup and fetches what it lacks. */

/** Value names and defaults: wincrypt.h, CERT_CHAIN_CONFIG_REGPATH. */
const LOCAL =
  'HKLM\\SOFTWARE\\Microsoft\\Cryptography\\OID\\EncodingType 0\\CertDllCreateCertificateChainEngine\\Config';
/** Group policy "Certificate Path Validation Settings" (tabs Network Retrieval and Revocation); it wins over the local key. */
const POLICY = 'HKLM\\SOFTWARE\\Policies\\Microsoft\\SystemCertificates\\ChainEngine\\Config';

/** CERT_CHAIN_OPTION_DISABLE_AIA_URL_RETRIEVAL. */
const DISABLE_AIA = 0x2;
const HOUR_MS = 3_600_000;

/** Longest that one URL is waited for, whatever is configured: the check itself has to end. */
const MAX_URL_TIMEOUT_MS = 20_000;
/** Largest answer that is taken, whatever is configured: it is held in memory. */
const MAX_URL_BYTES = 128 * 1024 * 1024;

export interface ChainEngineSettings {
  /** Issuers that are missing are fetched from the URLs in the certificates. */
  readonly fetchesIssuers: boolean;
  /** What one URL may take. */
  readonly urlTimeoutMs: number;
  /** What all URLs of a revocation check may take together; each gets half of what is left. */
  readonly revocationBudgetMs: number;
  /** How much longer than its nextUpdate a list counts; 0 unless a policy says otherwise. */
  readonly listExtensionMs: number;
  /** An answer larger than this is not taken. */
  readonly maxUrlBytes: number;
}

export const DEFAULT_CHAIN_ENGINE: ChainEngineSettings = {
  fetchesIssuers: true,
  urlTimeoutMs: 15_000,
  revocationBudgetMs: 20_000,
  listExtensionMs: 0,
  maxUrlBytes: 100 * 1024 * 1024,
};

/** Settings that cannot be read count as not made: they are rare, and their defaults are what nearly every device has. */
export async function readChainEngine({ host, signal }: ProbeContext): Promise<ChainEngineSettings> {
  const read = (key: string) => host.registry.read(key, { recursive: false }, signal);
  const sources = await Promise.all([read(POLICY), read(LOCAL)]);
  const numberAt = (name: string): number | undefined =>
    sources.map((source) => numberOf(source, name)).find((value) => value !== undefined);
  const defaults = DEFAULT_CHAIN_ENGINE;
  const urlTimeoutMs = numberAt('ChainUrlRetrievalTimeoutMilliseconds') || defaults.urlTimeoutMs;
  const maxUrlBytes = numberAt('MaxUrlRetrievalByteCount') || defaults.maxUrlBytes;
  return {
    fetchesIssuers: ((numberAt('Options') ?? 0) & DISABLE_AIA) === 0,
    urlTimeoutMs: Math.min(urlTimeoutMs, MAX_URL_TIMEOUT_MS),
    revocationBudgetMs: numberAt('ChainRevAccumulativeUrlRetrievalTimeoutMilliseconds') || defaults.revocationBudgetMs,
    listExtensionMs: (numberAt('CRLValidityExtensionPeriod') ?? 0) * HOUR_MS,
    maxUrlBytes: Math.min(maxUrlBytes, MAX_URL_BYTES),
  };
}

function numberOf(outcome: RegistryOutcome, name: string): number | undefined {
  const data = outcome.status === 'found' ? outcome.keys[0]?.values[name] : undefined;
  return data?.type === 'number' ? data.value : undefined;
}
