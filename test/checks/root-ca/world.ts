import { type CmgConnectionEvidence, cmgConnection } from '../../../checks/cmg-connection.ts';
import { type DeviceContextEvidence, deviceContext } from '../../../checks/device-context.ts';
import { type RootCaEvidence, rootCa } from '../../../checks/root-ca.ts';
import { type Blocked, type Check, isBlocked, type JudgeContext, type ProbeContext } from '../../../src/core/check.ts';
import type { Finding } from '../../../src/core/finding.ts';
import type { Target } from '../../../src/core/target.ts';
import type { CommandOutcome, HttpOutcome, SessionFacts } from '../../../src/host/ports.ts';
import { fakeHost } from '../../fake-host.ts';
import { type Issued, NOW_MS } from '../../trust/test-pki.ts';
import { type Machine, registryOf } from './machine.ts';

export const HOST = 'cmg.contoso.test';

/** A CMG that was reached, and what it sent. */
export function connectionTo(
  sent: readonly (Issued | Uint8Array)[],
  more: Partial<CmgConnectionEvidence> & { readonly stapledOcsp?: Uint8Array } = {},
): CmgConnectionEvidence {
  const { stapledOcsp, ...rest } = more;
  return {
    host: HOST,
    port: 443,
    proxy: { source: 'none', proxy: '', bypass: '' },
    attempts: [],
    connection: {
      address: '203.0.113.10',
      port: 443,
      serverName: HOST,
      protocol: 'TLSv1.3',
      cipher: 'TLS_AES_256_GCM_SHA384',
      certificates: sent.map((one) => ('certificate' in one ? one.certificate.der : one)),
      leafSha256: '00'.repeat(32),
      ...(stapledOcsp && { stapledOcsp }),
    },
    controls: [],
    time: [],
    ...rest,
  };
}

export interface World {
  readonly connection: CmgConnectionEvidence;
  readonly machine?: Machine;
  /** By URL; GET unless it says otherwise (`POST http://…`). */
  readonly web?: Readonly<Record<string, HttpOutcome>>;
  readonly session?: Partial<SessionFacts>;
  readonly target?: Partial<Target>;
  /** Evidence of further checks. */
  readonly evidence?: ReadonlyMap<Check, unknown>;
  readonly nowMs?: number;
  /** What the inbox curl.exe does; default: there is none. */
  readonly curl?: CommandOutcome;
}

const session: SessionFacts = {
  platform: 'windows',
  osRelease: '10.0.22631',
  osBuild: 22_631,
  arch: 'x64',
  computerName: 'PC-4711',
  user: 'NT AUTHORITY\\SYSTEM',
  isSystem: true,
  elevated: true,
};

export function served(
  body: Uint8Array | string,
  more: Partial<Extract<HttpOutcome, { status: 'answered' }>> = {},
): HttpOutcome {
  return {
    status: 'answered',
    statusCode: 200,
    statusText: 'OK',
    headers: {},
    body: Buffer.from(body),
    truncated: false,
    url: 'http://pki.contoso.test/',
    durationMs: 20,
    ...more,
  };
}
export const notFound = served('no such file', { statusCode: 404, statusText: 'Not Found' });
export const silent: HttpOutcome = { status: 'timed-out', address: '203.0.113.20', layer: 'tcp' };

const NO_CURL: CommandOutcome = { status: 'missing', path: 'C:\\Windows\\System32\\curl.exe' };

/** The one question that curl.exe is asked, word for word. */
export function curlQuestion({ connection }: CmgConnectionEvidence): string {
  const { address, proxy } = connection ?? { address: '' };
  const way =
    proxy === undefined ? `--noproxy * --resolve ${HOST}:443:${address}` : `--proxy http://${proxy.host}:${proxy.port}`;
  return `curl -q --silent --show-error --verbose --globoff --head --tlsv1.2 --max-time 20 ${way} --output NUL --write-out %{time_appconnect} https://${HOST}:443/`;
}

/** Both contexts over a scripted host; whatever the world does not answer fails the test. */
export function contextsOf(world: World) {
  const { web = {}, nowMs = NOW_MS } = world;
  const host = fakeHost({
    commands: { [curlQuestion(world.connection)]: world.curl ?? NO_CURL },
    registry: registryOf(world.machine),
    http: Object.fromEntries(
      Object.entries(web).map(([url, outcome]) => [/^(GET|POST|HEAD) /.test(url) ? url : `GET ${url}`, outcome]),
    ),
  });
  const device: DeviceContextEvidence = { session: { ...session, ...world.session } };
  const evidence = new Map<Check, unknown>([
    [cmgConnection, world.connection],
    [deviceContext, device],
    ...(world.evidence ?? []),
  ]);
  const judging: JudgeContext = {
    target: { noCrlCheck: false, proxy: { kind: 'machine' }, publicResolvers: [], ...world.target },
    observedAt: new Date(nowMs),
    evidenceOf: <E>(check: Check<E>) => evidence.get(check) as E | undefined,
  };
  const probing: ProbeContext = { ...judging, host, signal: new AbortController().signal, debug: () => undefined };
  return { judging, probing, host, evidence };
}

export interface Run<E> {
  readonly evidence: E;
  readonly findings: readonly Finding[];
  /** `<status> <code without the check>` in order. */
  readonly codes: readonly string[];
  /** URLs that were asked, in order, with the method unless it is GET. */
  readonly asked: readonly string[];
  /** The finding with this code. */
  finding(code: string): Finding;
}

export function runOf<E>(check: Check<E>, evidence: E, { judging, host }: ReturnType<typeof contextsOf>): Run<E> {
  const findings = check.judge(evidence, judging);
  // Whatever is judged can be put into a report.
  JSON.stringify(check.present(evidence));
  return {
    evidence,
    findings,
    codes: findings.map(({ status, code }) => `${status} ${code.slice(check.id.length + 1)}`),
    asked: host.calls.flatMap((call) => (call.startsWith('http ') ? [call.slice(5).replace(/^GET /, '')] : [])),
    finding: (code) => {
      const found = findings.find((one) => one.code === `${check.id}.${code}`);
      if (found === undefined)
        throw new Error(`no finding ${code} among ${findings.map((one) => one.code).join(', ')}`);
      return found;
    },
  };
}

/** The check that blocks, in a test that expects one. */
export function blockerOf(outcome: unknown): Blocked['blocked'] {
  if (!isBlocked(outcome)) throw new Error('it was not blocked');
  return outcome.blocked;
}

export async function runRootCa(world: World): Promise<Run<RootCaEvidence>> {
  const contexts = contextsOf(world);
  const outcome = await rootCa.probe(contexts.probing);
  if (isBlocked(outcome)) throw new Error(`blocked by ${outcome.blocked.by.id}: ${outcome.blocked.why}`);
  return runOf(rootCa, outcome, contexts);
}
