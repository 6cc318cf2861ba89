import { describe, expect, test } from '@jest/globals';
import { notify } from '../../src/core/events.ts';
import { renderTerminal, terminalReporter } from '../../src/reporters/terminal.ts';
import { expectGolden } from '../golden.ts';
import { hostile, notReady, ready, samples } from './sample-reports.ts';

const plain = { color: false, unicode: false, columns: 80, quiet: false, verbose: false };
const fancy = { ...plain, color: true, unicode: true };

describe('terminal', () => {
  test.each(Object.entries(samples))('%s', (name, report) => {
    expectGolden(`terminal/${name}.txt`, renderTerminal(report, plain));
  });

  test('with colours and marks', () => {
    expectGolden('terminal/not-ready-fancy.txt', renderTerminal(notReady, fancy));
  });

  test('verbose', () => {
    expectGolden('terminal/ready-verbose.txt', renderTerminal(ready, { ...plain, verbose: true }));
    expectGolden('terminal/hostile-verbose.txt', renderTerminal(hostile, { ...fancy, verbose: true }));
  });

  test('quiet is the verdict alone', () => {
    expect(renderTerminal(notReady, { ...plain, quiet: true })).toBe(
      'NOT READY  crl-reachability.unreachable: http://pki.contoso.com/ca.crl\n',
    );
    expect(renderTerminal(ready, { ...plain, quiet: true })).toBe('READY\n');
  });

  test.each([40, 80, 132])('keeps within %d columns but for what must be copied whole', (columns) => {
    const lines = renderTerminal(notReady, { ...plain, columns }).split('\n');
    const tooLong = lines.filter((line) => line.length > columns);
    // What is left over consists of one unbreakable word after its indent or label.
    expect(tooLong.filter((line) => /\S \S/.test(line.slice(8).trim()))).toEqual([]);
  });

  test('the same reason is told once, until another one comes between', () => {
    const first = ready.checks.find(({ status }) => status === 'pass');
    if (first === undefined) throw new Error('no check');
    const skip = (id: string, why: string) => ({
      ...first,
      id,
      title: `${id} holds`,
      status: 'skip' as const,
      findings: [{ status: 'skip' as const, code: `${id}.skipped`, what: `Not judged: ${id}`, why }],
    });
    const noAddress = 'name-resolution stands in the way: there is no address to connect to';
    const checks = [skip('a', noAddress), skip('b', noAddress), first, skip('c', noAddress), skip('d', 'no clock')];
    const report = { ...ready, checks: [...checks, skip('e', noAddress)] };
    const notes = (verbose: boolean) =>
      renderTerminal(report, { ...plain, columns: 132, verbose })
        .match(/skipped.*/g)
        ?.join('|');
    expect(notes(false)).toBe(
      `skipped: ${noAddress}|skipped for the same reason|skipped for the same reason|skipped: no clock|skipped: ${noAddress}`,
    );
    expect(notes(true)).not.toContain('the same reason');
  });

  test('long evidence is cut and says so', () => {
    const [first] = ready.checks;
    if (first === undefined) throw new Error('no check');
    const long = { ...first, evidence: { list: [...Array(1_000).keys()] } };
    const text = renderTerminal({ ...ready, checks: [long] }, { ...plain, verbose: true });
    expect(text).toContain('... 804 more lines: see --output <file>');
    expect(text.split('\n').length).toBeLessThan(230);
  });

  test('nothing hostile reaches the terminal', () => {
    const text = renderTerminal(hostile, { ...plain, unicode: true, verbose: true });
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069\u200b]/u);
    expect(text.split('\n').filter((line) => line.startsWith('√'))).toEqual([]);
  });

  test('speaks once, when the run has finished', () => {
    const written: string[] = [];
    const reporter = terminalReporter((text) => written.push(text), plain);
    notify(reporter, { kind: 'run-started', startedAt: new Date(0), checks: [] });
    notify(reporter, { kind: 'probe-started', id: 'a', title: 'a' });
    notify(reporter, { kind: 'debug', id: 'a', message: 'm' });
    notify(reporter, { kind: 'probe-finished', id: 'a', durationMs: 1 });
    for (const result of ready.checks) notify(reporter, { kind: 'check-judged', result });
    expect(written).toEqual([]);
    notify(reporter, { kind: 'run-finished', report: ready });
    expect(written).toEqual([renderTerminal(ready, plain)]);
  });
});
