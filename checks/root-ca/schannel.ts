import type { ProbeContext } from '../../src/core/check.ts';
import type { JsonObject } from '../../src/core/json.ts';
import { parseCurlReport } from '../../src/formats/curl-report.ts';
import type { CommandOutcome, SessionFacts } from '../../src/host/ports.ts';
import type { CmgConnection } from '../cmg-connection.ts';
import { renderProxy } from '../network-path/proxy.ts';
import { type Refusal, refusalOf } from './schannel-codes.ts';

/**
 * Windows' own opinion about the CMG's certificate. The inbox curl.exe does its TLS with Schannel and checks revocation
 * unless it is told not to, as ccmsetup does over WinHTTP; one request is enough to hear it.
 */
export type SchannelOpinion =
  | { readonly status: 'accepted' }
  | { readonly status: Refusal; readonly code: string }
  /** Nothing was learnt; no finding hangs on it. */
  | { readonly status: 'no-opinion'; readonly why: NoOpinion };

export type NoOpinion =
  /** Windows before 10 1803, or somebody removed it. */
  | 'missing'
  | 'not-started'
  | 'timed-out'
  /** A curl of another make took its place: it judges by OpenSSL's rules. */
  | 'not-schannel'
  /** It did not get as far as a certificate, or gave no code. */
  | 'no-code';

export interface SchannelAnswer {
  readonly opinion: SchannelOpinion;
  /** Asked as SYSTEM: the stores, the cache and the proxy are those of ccmsetup. */
  readonly asSystem: boolean;
  readonly exitCode?: number;
}

/** CryptoAPI gives all revocation URLs together 20 s, during which curl cannot look at its own limit. */
const CURL_LIMIT_S = 20;
const TIMEOUT_MS = 25_000;
/** A few verbose lines and the headers of one answer. */
const MAX_OUTPUT_BYTES = 64 * 1024;

export async function askSchannel(
  { host, signal, debug }: ProbeContext,
  peer: CmgConnection,
  session: SessionFacts | undefined,
): Promise<SchannelAnswer> {
  const outcome = await host.commands.run(
    { tool: 'curl', args: argumentsFor(peer), timeoutMs: TIMEOUT_MS, maxOutputBytes: MAX_OUTPUT_BYTES },
    signal,
  );
  const opinion = opinionOf(outcome);
  debug(`curl.exe (Schannel): ${Object.values(opinion).join(' ')}`);
  return {
    opinion,
    asSystem: session?.isSystem === true,
    ...(outcome.status === 'exited' && { exitCode: outcome.exitCode }),
  };
}

/** The very server that was looked at, by the same way; nothing is sent but a HEAD request, nothing is kept. */
function argumentsFor({ serverName, port, address, proxy }: CmgConnection): readonly string[] {
  return [
    // Only as the first argument does it keep curl from reading a _curlrc, which could switch every check off.
    '-q',
    ...['--silent', '--show-error', '--verbose', '--globoff', '--head', '--tlsv1.2'],
    ...['--max-time', String(CURL_LIMIT_S)],
    ...(proxy === undefined
      ? ['--noproxy', '*', '--resolve', `${serverName}:${port}:${address}`]
      : ['--proxy', `http://${renderProxy(proxy)}`]),
    // Greater than zero once the handshake is over, certificate and all, whatever HTTP does afterwards.
    ...['--output', 'NUL', '--write-out', '%{time_appconnect}'],
    `https://${serverName}:${port}/`,
  ];
}

const HANDSHAKE_DONE = /[1-9]/;

function opinionOf(outcome: CommandOutcome): SchannelOpinion {
  if (outcome.status !== 'exited') return { status: 'no-opinion', why: outcome.status };
  const { usesSchannel, windowsCode } = parseCurlReport(outcome.stderr);
  const done = outcome.exitCode === 0 || HANDSHAKE_DONE.test(Buffer.from(outcome.stdout).toString('latin1'));
  // A run that ends before TLS does not say what would do it; one that does not say Schannel is not believed.
  if (!usesSchannel)
    return { status: 'no-opinion', why: done || isTlsFault(outcome.exitCode) ? 'not-schannel' : 'no-code' };
  if (done) return { status: 'accepted' };
  return windowsCode === undefined
    ? { status: 'no-opinion', why: 'no-code' }
    : { status: refusalOf(windowsCode), code: windowsCode };
}

/** CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE (libcurl-errors). */
function isTlsFault(exitCode: number): boolean {
  return [35, 60, 77].includes(exitCode);
}

export function presentSchannel({ opinion, asSystem, exitCode }: SchannelAnswer): JsonObject {
  return { ...opinion, asSystem, ...(exitCode !== undefined && { curlExitCode: exitCode }) };
}
