import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { checks } from '../../checks/index.ts';
import { startLab } from './lab.ts';
import { proveScenarios } from './prove-scenarios.ts';
import { argumentsOf } from './run-scenario.ts';
import { healthy } from './scenarios/healthy.ts';
import { scenarioNamed, scenarios } from './scenarios/index.ts';
import { standardSite } from './site.ts';

// The others are proven beside their files in scenarios/, where several can run at a time.
proveScenarios([healthy]);

/** What the lab has no server for; the tables of the checks have them. */
const unplayed: readonly string[] = [
  'cmg-connection.name-not-resolved',
  'cmg-connection.no-certificate',
  'cmg-connection.certificates-differ',
  'clock-skew.undetermined',
  'root-ca.undetermined',
  'crl-reachability.chains-differ',
  'crl-reachability.issuer-missing',
];
const expectedCodes = scenarios.flatMap(({ expect: { codes } }) => codes);

describe('scenarios', () => {
  test('have names of their own, in kebab-case', () => {
    const all = scenarios.map(({ name }) => name);
    expect(new Set(all).size).toBe(all.length);
    expect(all.filter((name) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name))).toEqual([]);
  });

  test('expect codes that exist', () => {
    const known = new Set(checks.flatMap((check) => check.codes.map((code) => `${check.id}.${code}`)));
    expect(expectedCodes.filter((code) => !known.has(code))).toEqual([]);
    const ids = new Set(checks.map(({ id }) => id));
    const failing = scenarios.flatMap(({ expect: { failing = [] } }) => failing);
    expect(failing.filter((id) => !ids.has(id))).toEqual([]);
  });

  test('are all run by a test: a file of scenarios is named in a *.test.ts beside it', () => {
    const folder = join(import.meta.dirname, 'scenarios');
    const read = (name: string) => readFileSync(join(folder, name), 'utf8');
    const tests = readdirSync(folder).filter((name) => name.endsWith('.test.ts'));
    const run = tests.map(read).join('\n');
    const listed = [...read('index.ts').matchAll(/^import \{ (\w+Scenarios) \} from '\.\/([^']+)'/gm)];
    expect(listed.length).toBeGreaterThan(0);
    const notRun = listed.filter(([, name]) => !run.includes(`...${name}`)).map(([, , file]) => file);
    expect({ [`not run by ${tests.join(', ')}`]: notRun }).toEqual({ [`not run by ${tests.join(', ')}`]: [] });
  });

  test.each(checks.map((check) => [check.id, check.codes] as const))(
    'there is one for every code of %s',
    (id, codes) => {
      const missing = codes.map((code) => `${id}.${code}`).filter((code) => !expectedCodes.includes(code));
      const unlisted = missing.filter((code) => !unplayed.includes(code));
      // A code that no lab can play goes into the list above; what a healthy device gets goes into healthy.ts.
      const advice = `without a scenario in test/lab/scenarios/${id}.ts, which index.ts lists`;
      expect({ [advice]: unlisted }).toEqual({ [advice]: [] });
    },
  );

  test('ask for what their user asks', () => {
    expect(argumentsOf(healthy, standardSite)).toEqual([
      ...['--cmg', 'cmg.contoso.com'],
      ...['--public-resolver', '198.51.100.53:53'],
      ...['--public-resolver', '198.51.100.54:53'],
      ...['--public-resolver', 'https://198.51.100.55/dns-query'],
    ]);
  });

  test('describe devices that survive JSON', async () => {
    const lab = await startLab(scenarioNamed('registered-only') ?? healthy);
    await lab.stop();
    expect(JSON.parse(JSON.stringify(lab.device))).toEqual(lab.device);
  });
});
