import { describe, expect, test } from '@jest/globals';
import type { Check } from '../../src/core/check.ts';
import type { RunEvent } from '../../src/core/events.ts';
import { findingsOf } from '../../src/core/finding.ts';
import { runUntilSettled, type WaitingOptions } from '../../src/core/waiting.ts';
import type { Host } from '../../src/host/ports.ts';
import { fakeHost } from '../fake-host.ts';

const finding = findingsOf('net', ['up', 'late', 'broken']);
const minute = 60_000;

/** What the machine says at each judgement; the last one from then on. */
type Story = readonly ('up' | 'late' | 'broken')[];

function world(story: Story, change: Partial<WaitingOptions> = {}) {
  const events: RunEvent[] = [];
  const slept: number[] = [];
  const probed: string[] = [];
  const hosts: Host[] = [];
  const interrupt = new AbortController();
  let nowMs = 0;
  const states = new Map<Host, Story[number]>();
  const steady = check('steady', async () => ({}));
  const net: Check<Story[number]> = {
    ...check('net', async () => ({})),
    probe: async ({ host }) => {
      probed.push('net');
      return states.get(host) ?? 'broken';
    },
    judge: (state) => {
      const details = { what: 'w', why: 'w', fix: 'f', owner: 'network' } as const;
      if (state === 'up') return [finding.pass('up', details)];
      return [
        state === 'late' ? finding.fail('late', { ...details, transient: true }) : finding.fail('broken', details),
      ];
    },
  };
  const hanging = { ...check('hanging', async () => ({})), requires: [net] };

  function check(id: string, probe: Check['probe']): Check {
    const passing = findingsOf(id, ['fine']);
    return {
      id,
      title: id,
      exitCode: 1,
      codes: ['fine'],
      timeoutMs: 1000,
      probe: (context) => {
        probed.push(id);
        return probe(context);
      },
      judge: () => [passing.pass('fine', { what: 'fine' })],
      present: () => ({}),
    };
  }

  const options: WaitingOptions = {
    checks: [steady, net, hanging],
    selected: new Set(['steady', 'net', 'hanging']),
    ignore: new Set(),
    target: { noCrlCheck: false, proxy: { kind: 'machine' }, publicResolvers: [] },
    deadlineMs: 5000,
    waitMs: 30 * minute,
    newHost: async () => {
      const host = fakeHost({ now: new Date(Date.UTC(2026, 5, 1) + nowMs) });
      states.set(host, story[hosts.length] ?? story.at(-1) ?? 'broken');
      hosts.push(host);
      return host;
    },
    sleep: async (durationMs) => {
      slept.push(durationMs);
      nowMs += durationMs;
    },
    completely: false,
    monotonicMs: () => nowMs,
    emit: (event) => events.push(event),
    signal: interrupt.signal,
    ...change,
  };
  return { options, events, slept, probed, hosts, interrupt };
}

const codesOf = ({ checks }: Awaited<ReturnType<typeof runUntilSettled>>) =>
  checks.flatMap(({ findings }) => findings.map(({ code }) => code));

describe('waiting', () => {
  test.each([
    ['a ready device', ['up'], 30 * minute],
    ['a failure for good', ['broken', 'up'], 30 * minute],
    ['no patience', ['late', 'up'], 0],
  ] as const)('is not done for %s', async (_, story, waitMs) => {
    const { options, slept, hosts } = world(story, { waitMs });
    await runUntilSettled(options);
    expect({ slept, hosts: hosts.length }).toEqual({ slept: [], hosts: 1 });
  });

  test('ends as soon as the verdict is good', async () => {
    const { options, slept, hosts } = world(['late', 'late', 'up']);
    const result = await runUntilSettled(options);
    expect(codesOf(result)).toEqual(['steady.fine', 'net.up', 'hanging.fine']);
    expect(slept).toEqual([15_000, 30_000]);
    expect(result).toMatchObject({ startedAt: new Date('2026-06-01T00:00:00Z'), durationMs: 45_000, host: hosts[2] });
  });

  test('ends when what was transient turns out to be for good', async () => {
    const { options, slept } = world(['late', 'broken', 'up']);
    expect(codesOf(await runUntilSettled(options))).toContain('net.broken');
    expect(slept).toEqual([15_000]);
  });

  test('grows its pauses to two minutes and judges once more when the time is up', async () => {
    const { options, slept } = world(['late'], { waitMs: 10 * minute });
    const result = await runUntilSettled(options);
    expect(slept).toEqual([15_000, 30_000, 60_000, 120_000, 120_000, 120_000, 120_000, 15_000]);
    expect(result.durationMs).toBe(10 * minute);
    expect(codesOf(result)).toContain('net.late');
  });

  test('counts what judging took', async () => {
    let nowMs = 0;
    const slept: number[] = [];
    const { options } = world(['late'], {
      waitMs: minute,
      monotonicMs: () => (nowMs += 1_000),
      sleep: async (durationMs) => {
        slept.push(durationMs);
        nowMs += durationMs;
      },
    });
    await runUntilSettled(options);
    expect(slept.reduce((sum, one) => sum + one, 0)).toBeLessThan(minute);
  });

  test('says what it waits for, and for how long', async () => {
    const { options, events } = world(['late', 'late', 'up'], { waitMs: minute });
    await runUntilSettled(options);
    expect(events.filter(({ kind }) => kind === 'waiting')).toEqual([
      { kind: 'waiting', pauseMs: 15_000, leftMs: 60_000, codes: ['net.late'] },
      { kind: 'waiting', pauseMs: 30_000, leftMs: 45_000, codes: ['net.late'] },
    ]);
  });
});

describe('a later judgement', () => {
  test('asks again only what was transient and what hangs on it', async () => {
    const { options, probed, events } = world(['late', 'up']);
    await runUntilSettled(options);
    expect(probed).toEqual(['steady', 'net', 'hanging', 'net', 'hanging']);
    const judged = events.flatMap((event) => (event.kind === 'check-judged' ? [event.result.id] : []));
    expect(judged).toEqual(['steady', 'net', 'hanging', 'net', 'hanging']);
    expect(events.filter(({ kind }) => kind === 'run-started')[1]).toMatchObject({
      checks: [{ id: 'net' }, { id: 'hanging' }],
    });
  });

  test('asks everything where the facts must be of one moment', async () => {
    const { options, probed } = world(['late', 'up'], { completely: true });
    await runUntilSettled(options);
    expect(probed).toEqual(['steady', 'net', 'hanging', 'steady', 'net', 'hanging']);
  });
});

describe('an interrupt', () => {
  test('during a pause leaves the last verdict', async () => {
    const { options, hosts, interrupt } = world(['late', 'up']);
    const result = await runUntilSettled({ ...options, sleep: async () => interrupt.abort() });
    expect(codesOf(result)).toContain('net.late');
    expect(hosts).toHaveLength(1);
  });

  test('during a later judgement leaves the last whole one', async () => {
    const { options, hosts, interrupt } = world(['late', 'up']);
    const newHost = async () => {
      const host = await options.newHost();
      if (hosts.length === 2) interrupt.abort();
      return host;
    };
    const result = await runUntilSettled({ ...options, newHost });
    expect(codesOf(result)).toContain('net.late');
    expect(result.host).toBe(hosts[0]);
  });

  test('during the first judgement ends it, without waiting', async () => {
    const { options, slept, interrupt } = world(['late']);
    interrupt.abort();
    const result = await runUntilSettled(options);
    expect(codesOf(result)).toEqual(['steady.interrupted', 'net.interrupted', 'hanging.skipped']);
    expect(slept).toEqual([]);
  });
});
