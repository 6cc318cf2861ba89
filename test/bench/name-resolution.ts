import { checks } from '../../checks/index.ts';
import { startLab } from '../lab/lab.ts';
import { reportFromLab } from '../lab/run-scenario.ts';
import { scenarioNamed } from '../lab/scenarios/index.ts';
import { dohPath } from '../lab/servers/dns-over-https.ts';
import { labHost } from '../lab/simulated-host.ts';
import { names } from '../lab/site.ts';
import { type Measurement, median } from './measurement.ts';

/** Long, so that what is counted is round trips and not the work between them. */
const DELAY_MS = 200;
const ROUNDS = 5;
/** The slowest resolver, over HTTPS, takes three round trips: one more would be 1.33. */
const LIMIT = 1.3;
const TIMEOUT_MS = 10_000;

/** The check `name-resolution` on a healthy device against one question to the slowest of those whom it asks. */
export async function measureNameResolution(): Promise<Measurement> {
  const scenario = scenarioNamed('healthy');
  if (scenario === undefined) throw new Error('the lab has no healthy scenario');
  const lab = await startLab(scenario, { delayMs: DELAY_MS });
  const slowest: number[] = [];
  const check: number[] = [];
  try {
    for (let round = 0; round <= ROUNDS; round += 1) {
      const resolver = { kind: 'https', url: `https://${lab.site.addresses.doh}${dohPath}` } as const;
      const question = { name: names.cmg, type: 'A' } as const;
      const { signal } = new AbortController();
      const answer = await labHost(lab).dns.query(resolver, question, { timeoutMs: TIMEOUT_MS }, signal);
      if (answer.status !== 'answered') throw new Error(`no answer over HTTPS: ${answer.status}`);
      const only = checks.filter(({ id }) => id === 'name-resolution');
      const { durationMs } = await reportFromLab(lab, only);
      // The first round only loads code.
      if (round === 0) continue;
      slowest.push(answer.durationMs);
      check.push(durationMs);
    }
  } finally {
    await lab.stop();
  }
  return {
    title: 'asking everybody for the name takes no more round trips than the slowest of them',
    value: median(check) / median(slowest),
    limit: LIMIT,
    unit: 'x',
    detail: `${median(check).toFixed(0)} ms against ${median(slowest).toFixed(0)} ms with ${DELAY_MS} ms added to each`,
  };
}
