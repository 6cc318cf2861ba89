import { describe, expect, test } from '@jest/globals';
import { blockedBy, type Check } from '../../src/core/check.ts';
import type { RunEvent } from '../../src/core/events.ts';
import { findingsOf } from '../../src/core/finding.ts';
import { runChecks } from '../../src/core/runner.ts';
import type { Target } from '../../src/core/target.ts';
import { fakeHost } from '../fake-host.ts';

const target: Target = { noCrlCheck: false, proxy: { kind: 'machine' }, publicResolvers: [] };

interface Options {
  readonly status?: 'pass' | 'fail';
  readonly requires?: readonly Check[];
  readonly uses?: readonly Check[];
  readonly timeoutMs?: number;
  readonly probe?: Check['probe'];
}

function check(id: string, options: Options = {}): Check {
  const finding = findingsOf(id, ['good', 'bad']);
  return {
    id,
    title: `${id} is good`,
    exitCode: 20010,
    codes: finding.codes,
    timeoutMs: options.timeoutMs ?? 1000,
    ...(options.requires && { requires: options.requires }),
    ...(options.uses && { uses: options.uses }),
    probe: options.probe ?? (() => Promise.resolve({ seen: id })),
    judge: () =>
      options.status === 'fail'
        ? [finding.fail('bad', { what: 'it is bad', why: 'it breaks', fix: 'mend it', owner: 'device' })]
        : [finding.pass('good', { what: 'it is good' })],
    present: () => ({ seen: id }),
  };
}

async function run(checks: readonly Check[], extra: Partial<Parameters<typeof runChecks>[0]> = {}) {
  const events: RunEvent[] = [];
  const result = await runChecks({
    checks,
    selected: new Set(checks.map(({ id }) => id)),
    ignore: new Set(),
    target,
    host: fakeHost(),
    deadlineMs: 5000,
    monotonicMs: () => performance.now(),
    emit: (event) => events.push(event),
    ...extra,
  });
  const codes = result.checks.flatMap(({ findings }) => findings.map(({ status, code }) => `${status} ${code}`));
  return { result, events, codes };
}

const never = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));

describe('order', () => {
  test('a later check that is done first is still judged later', async () => {
    let release: () => void = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const first = check('first', { probe: () => gate.then(() => ({})) });
    const second = check('second', {
      probe: async () => {
        release();
        return {};
      },
    });
    const { events } = await run([first, second]);
    const judged = events.flatMap((event) => (event.kind === 'check-judged' ? [event.result.id] : []));
    expect(judged).toEqual(['first', 'second']);
  });

  test('a check that depends on a later one is refused', async () => {
    const later = check('later');
    await expect(run([check('early', { requires: [later] }), later])).rejects.toThrow('comes after it');
  });
});

describe('evidence', () => {
  test('arrives by check object, for required and for used ones', async () => {
    const source = check('source');
    let seen: unknown;
    const reader = check('reader', {
      uses: [source],
      probe: async (context) => {
        seen = context.evidenceOf(source);
        return {};
      },
    });
    await run([source, reader]);
    expect(seen).toEqual({ seen: 'source' });
  });

  test('a used check without evidence does not block', async () => {
    const broken = check('broken', { probe: () => Promise.reject(new Error('boom')) });
    const { codes } = await run([broken, check('reader', { uses: [broken] })]);
    expect(codes).toEqual(['unknown broken.crashed', 'pass reader.good']);
  });
});

describe('one cause, one fail', () => {
  const cause = check('cause', { status: 'fail' });
  const hanging = check('hanging', { uses: [cause], probe: async () => blockedBy(cause, 'nothing to look at') });

  test('what hangs on a failure is a skip that names it', async () => {
    const { codes, result } = await run([cause, hanging]);
    expect(codes).toEqual(['fail cause.bad', 'skip hanging.skipped']);
    expect(result.checks[1]?.findings[0]).toMatchObject({ subject: 'cause', why: expect.stringContaining('nothing') });
  });

  test('a waived cause accounts for it too', async () => {
    const { codes } = await run([cause, hanging], { ignore: new Set(['cause.bad']) });
    expect(codes).toEqual(['warn cause.bad', 'skip hanging.skipped']);
  });

  test('without the cause in the report the question stays open', async () => {
    const { codes } = await run([cause, hanging], { selected: new Set(['hanging']) });
    expect(codes).toEqual(['unknown hanging.blocked']);
  });

  test('a skip that names a check which is not judged leaves the question open', async () => {
    const early: Check = {
      ...check('early'),
      judge: () => [
        { status: 'skip', code: 'early.bad', what: 'it looks bad', why: 'later is to blame', subject: 'later' },
      ],
    };
    const checks = [early, check('later', { status: 'fail' })];
    expect((await run(checks)).codes).toEqual(['skip early.bad', 'fail later.bad']);
    const { result, codes } = await run(checks, { selected: new Set(['early']) });
    expect(codes).toEqual(['unknown early.bad']);
    expect(result.checks[0]?.findings[0]).toMatchObject({ fix: expect.stringContaining('Run later too') });
  });

  test('a cause that passes does not excuse', async () => {
    const fine = check('fine');
    const { codes } = await run([
      fine,
      check('odd', { uses: [fine], probe: async () => blockedBy(fine, 'no reason') }),
    ]);
    expect(codes).toEqual(['pass fine.good', 'unknown odd.blocked']);
  });

  test('a chain of requirements names the root', async () => {
    const middle = check('middle', { uses: [cause], probe: async () => blockedBy(cause, 'no address') });
    const last = check('last', { requires: [middle] });
    const { result } = await run([cause, middle, last]);
    expect(result.checks[2]?.findings).toMatchObject([{ status: 'skip', subject: 'cause' }]);
  });

  test('a requirement that crashed is named', async () => {
    const broken = check('broken', { probe: () => Promise.reject(new Error('boom')) });
    const { result } = await run([broken, check('last', { requires: [broken] })]);
    expect(result.checks[1]?.findings).toMatchObject([{ status: 'skip', subject: 'broken' }]);
  });
});

describe('without a CMG', () => {
  const needy = { ...check('needy'), needsCmg: true };

  test('what needs one hangs on the check that judges where it is named', async () => {
    const line = { ...check('line', { status: 'fail' }), namesCmg: true };
    const { codes } = await run([line, needy]);
    expect(codes).toEqual(['fail line.bad', 'skip needy.skipped']);
  });

  test('and stays open when that check has nothing to say', async () => {
    const { codes } = await run([{ ...check('line'), namesCmg: true }, needy]);
    expect(codes).toEqual(['pass line.good', 'unknown needy.blocked']);
  });
});

describe('limits', () => {
  test('a probe that ignores its signal is cut off at its own limit', async () => {
    const { codes, result } = await run([
      check('stuck', { timeoutMs: 10, probe: () => new Promise(() => {}) }),
      check('next'),
    ]);
    expect(codes).toEqual(['unknown stuck.timed-out', 'pass next.good']);
    expect(result.checks[0]?.findings[0]).toMatchObject({ transient: true, why: expect.stringContaining('own time') });
  });

  test('the deadline ends everything that is left', async () => {
    const stuck = check('stuck', { timeoutMs: 60_000, probe: ({ signal }) => never(signal) });
    const { codes } = await run([check('quick'), stuck, check('after', { requires: [stuck] })], { deadlineMs: 20 });
    expect(codes).toEqual(['pass quick.good', 'unknown stuck.timed-out', 'skip after.skipped']);
  });

  test('an interrupt ends the run and says so', async () => {
    const controller = new AbortController();
    const stuck = check('stuck', {
      probe: ({ signal }) => {
        controller.abort();
        return never(signal);
      },
    });
    const { codes } = await run([stuck], { signal: controller.signal });
    expect(codes).toEqual(['unknown stuck.interrupted']);
  });

  test('what a cut-off probe left running is aborted at the end of the run', async () => {
    let signalOfStuck: AbortSignal | undefined;
    const stuck = check('stuck', {
      timeoutMs: 5,
      probe: ({ signal }) => {
        signalOfStuck = signal;
        return new Promise(() => {});
      },
    });
    await run([stuck]);
    expect(signalOfStuck?.aborted).toBe(true);
  });
});

describe('faults', () => {
  test('a crash in judge is contained like one in probe', async () => {
    const bad: Check = {
      ...check('bad'),
      judge: () => {
        throw new TypeError('no such thing');
      },
    };
    const { result } = await run([bad, check('next')]);
    expect(result.checks.map(({ status }) => status)).toEqual(['unknown', 'pass']);
    expect(result.checks[0]?.findings[0]).toMatchObject({
      code: 'bad.crashed',
      what: expect.stringContaining('TypeError: no such thing'),
    });
  });

  test('a question that a recording cannot answer is no fault of the program', async () => {
    const error = Object.assign(new Error('registry HKLM'), { name: 'NotRecorded' });
    const { codes } = await run([check('old', { probe: () => Promise.reject(error) })]);
    expect(codes).toEqual(['unknown old.not-recorded']);
  });

  test('a check that finds nothing is unknown, not pass', async () => {
    const { result } = await run([{ ...check('silent'), judge: () => [] }]);
    expect(result.checks[0]?.status).toBe('unknown');
  });
});
