import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { checks } from '../../checks/index.ts';
import { runCli } from '../../src/cli/cli.ts';
import type { Report } from '../../src/core/report.ts';
import type { Host } from '../../src/host/ports.ts';
import { virtualWorld } from '../cli/virtual-io.ts';
import { buildDevice } from './device/build-device.ts';
import type { DevicePlan } from './device/plan.ts';
import { type Lab, startLab } from './lab.ts';
import { argumentsOf } from './run-scenario.ts';
import { healthy } from './scenarios/healthy.ts';
import { labHost } from './simulated-host.ts';

/** Devices and networks that become ready while somebody waits for them; the servers are real, the time is not. */
let lab: Lab;
beforeAll(async () => {
  lab = await startLab(healthy);
});
afterAll(() => lab.stop());

const line = ['ccmsetup.exe', 'CCMHOSTNAME=cmg.contoso.com/CCM_Proxy_MutualAuth/72057594037927941', 'SMSSITECODE=PS1'];

/** The device of the lab in another state, in the same network. */
function deviceHost(plan: DevicePlan): Host {
  const { site, cmgPki, publicPki, microsoftPki, scenario } = lab;
  const publicRoots = [publicPki.root, microsoftPki.root];
  const device = { ...buildDevice(plan, { site, now: new Date(), cmgPki, publicRoots }), network: lab.device.network };
  return labHost({ device: device as Lab['device'], scenario });
}

interface Gated {
  readonly exitCode: number;
  readonly report: Report;
  readonly stderr: string;
  readonly slept: readonly number[];
  readonly started: number;
  readonly written: ReadonlyMap<string, string>;
}

/** `gate` on a device whose state at the nth judgement is the nth host. */
async function gate(hosts: readonly Host[], options: readonly string[]): Promise<Gated> {
  const world = virtualWorld({ hostAt: (judgement) => hosts[Math.min(judgement, hosts.length - 1)] ?? labHost(lab) });
  const argv = ['gate', ...argumentsOf(healthy, lab.site), '--json', ...options, '--', ...line];
  const exitCode = await runCli(argv, checks, world.io);
  const { slept, started, written } = world;
  const report = JSON.parse(world.stdout()) as Report;
  return { exitCode, report, stderr: world.stderr(), slept, started: started.length, written };
}

const codesOf = ({ checks: results }: Report) =>
  results.flatMap(({ findings }) =>
    findings.filter(({ status }) => status === 'fail' || status === 'unknown').map(({ code }) => code),
  );

/** Requests that reached the CMG and the company's CRL server, by count. */
const requests = () => ({ cmg: lab.log.entries('cmg').length, web: lab.log.entries('web').length });

describe('a pending hybrid join', () => {
  const pending = () => deviceHost({ join: 'hybrid-pending' });
  const joined = () => deviceHost({ join: 'hybrid' });

  test('that completes during --wait starts the command', async () => {
    const { exitCode, report, slept, started, stderr } = await gate([pending(), pending(), joined()], ['--wait', '30']);
    expect({ exitCode, slept, started }).toEqual({ exitCode: 0, slept: [15_000, 30_000], started: 1 });
    expect(report).toMatchObject({ verdict: 'ready', device: { joinType: 'hybrid-joined' }, durationMs: 45_000 });
    expect(stderr).toContain('Waiting for entra-join.hybrid-pending: asking again in 15 s');
  });

  test('asks the network nothing again that does not hang on it', async () => {
    const before = requests();
    await gate([pending()], []);
    const once = requests();
    await gate([pending(), pending(), pending()], ['--wait', '1']);
    const after = requests();
    expect(once.web).toBeGreaterThan(before.web);
    expect(after.web - once.web).toBe(once.web - before.web);
  });

  test('that does not complete in time ends as it would have without waiting', async () => {
    const waited = await gate([pending()], ['--wait', '1']);
    const atOnce = await gate([pending()], []);
    expect(waited.slept.reduce((sum, one) => sum + one)).toBe(60_000);
    expect([waited.exitCode, waited.started, codesOf(waited.report)]).toEqual([1618, 0, codesOf(atOnce.report)]);
  });

  test('that fails for good is not waited for any longer', async () => {
    const { exitCode, slept, report } = await gate(
      [pending(), deviceHost({ join: 'hybrid-no-scp' })],
      ['--wait', '30'],
    );
    expect({ exitCode, slept }).toEqual({ exitCode: 20_010, slept: [15_000] });
    expect(codesOf(report)).toEqual(['entra-join.hybrid-failed']);
  });

  test('leaves a recording of the last judgement alone', async () => {
    const waited = await gate([pending(), joined()], ['--wait', '30', '--record', 'tape.json']);
    const world = virtualWorld({ files: Object.fromEntries(waited.written) });
    const exitCode = await runCli(['--replay', 'tape.json', '--json'], checks, world.io);
    const replayed = JSON.parse(world.stdout()) as Report;
    expect(exitCode).toBe(0);
    expect(replayed.checks.map(({ findings }) => findings)).toEqual(
      waited.report.checks.map(({ findings }) => findings),
    );
  });
});

describe('a network that comes late', () => {
  // Windows says "no such host" of every name while there is no network; other systems say that they could not ask.
  test.each([
    { status: 'failed', code: 'EAI_AGAIN', durationMs: 1 },
    { status: 'not-found', code: 'ENOTFOUND', durationMs: 1 },
  ] as const)('is waited for: $code', async (lookup) => {
    const late: Host = labHost(lab);
    const offline: Host = {
      ...late,
      dns: {
        lookup: async () => lookup,
        configuredServers: async () => [],
        query: async () => ({ status: 'unreachable', code: 'ENETUNREACH', durationMs: 1, transport: 'udp' }),
      },
      tls: { handshake: async ({ address }) => ({ status: 'name-not-resolved', host: address, lookup }) },
      http: { request: async ({ url }) => ({ status: 'name-not-resolved', host: new URL(url).hostname, lookup }) },
    };
    const { exitCode, report, slept, stderr } = await gate([offline, late], ['--wait', '5']);
    expect(codesOf(report)).toEqual([]);
    expect({ exitCode, slept, verdict: report.verdict }).toEqual({ exitCode: 0, slept: [15_000], verdict: 'ready' });
    expect(stderr).toContain('Waiting for name-resolution.');
  });
});

describe('a CMG that answers 503', () => {
  test('is waited for, and everything else is taken over', async () => {
    const good = labHost(lab);
    const busy: Host = {
      ...good,
      http: {
        request: async (request, signal) => {
          const outcome = await good.http.request(request, signal);
          const isAsked = request.url.includes('/CCM_Proxy_') && outcome.status === 'answered';
          return isAsked ? { ...outcome, statusCode: 503, statusText: 'Service Unavailable' } : outcome;
        },
      },
    };
    const { exitCode, slept, report } = await gate([busy, good], ['--wait', '5']);
    expect({ exitCode, slept, open: codesOf(report) }).toEqual({ exitCode: 0, slept: [15_000], open: [] });
  });
});
