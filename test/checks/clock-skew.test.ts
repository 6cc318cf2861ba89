import { describe, expect, test } from '@jest/globals';
import { clockOffsetOf, clockSkew } from '../../checks/clock-skew.ts';
import { cmgConnection } from '../../checks/cmg-connection.ts';
import type { TimeSample } from '../../checks/network-path/time-sample.ts';
import type { Check, JudgeContext, ProbeContext } from '../../src/core/check.ts';
import { fakeHost } from '../fake-host.ts';
import { connectedTo, leaf, now, samples, shows, signIn } from './cmg-connection/evidence.ts';

const minute = 60_000;
const day = 1440 * minute;

function context(connection?: ReturnType<typeof connectedTo>): JudgeContext {
  return {
    target: { noCrlCheck: false, proxy: { kind: 'none' }, publicResolvers: [] },
    observedAt: now,
    evidenceOf: <E>(check: Check<E>) => (check.id === cmgConnection.id ? (connection as E | undefined) : undefined),
  };
}
const verdict = (given: readonly TimeSample[], connection?: ReturnType<typeof connectedTo>) =>
  clockSkew
    .judge({ samples: given }, context(connection))
    .map(({ status, code }) => `${status} ${code.replace('clock-skew.', '')}`);

describe('clock', () => {
  test.each<[string, readonly TimeSample[], string]>([
    ['in step', samples(200, -400, 900), 'pass in-step'],
    ['four minutes off is in step', samples(4 * minute, 4 * minute), 'pass in-step'],
    ['ten minutes ahead', samples(10 * minute, 10 * minute), 'warn skewed'],
    ['ten minutes behind', samples(-10 * minute, -10 * minute), 'warn skewed'],
    ['three days ahead', samples(3 * day, 3 * day, 3 * day), 'fail skewed'],
    ['three days behind', samples(-3 * day, -3 * day, -3 * day), 'fail skewed'],
    ['three days for a liar only', samples(0, 3 * day, 100), 'pass in-step'],
    ['three days for the only one that answers', samples(3 * day), 'warn skewed'],
    ['the only one agrees', samples(10), 'pass in-step'],
    ['contradiction', samples(0, 3 * day), 'skip undetermined'],
    ['nobody', samples(undefined), 'skip undetermined'],
  ])('%s', (_name, given, expected) => {
    expect(verdict(given)).toEqual([expected]);
  });

  test('ten minutes that make the certificate invalid are a failure, and only then', () => {
    const fresh = connectedTo([leaf({ notBefore: '2026-06-01T12:05:00Z' })]);
    expect(verdict(samples(-10 * minute, -10 * minute), fresh)).toEqual(['fail skewed']);
    expect(verdict(samples(10 * minute, 10 * minute), fresh)).toEqual(['warn skewed']);
  });

  test('what wpj-certificate heard holds where a server does not answer again', () => {
    const known = (time: readonly TimeSample[]): JudgeContext => ({
      ...context(),
      evidenceOf: <E>(check: Check<E>) =>
        check.id === 'wpj-certificate' ? ({ kind: 'joined', time } as unknown as E) : undefined,
    });
    const judged = (own: readonly TimeSample[], time: readonly TimeSample[]) =>
      clockSkew.judge({ samples: own }, known(time)).map(({ status }) => status);
    expect(judged(samples(undefined, undefined), samples(3 * day, 3 * day))).toEqual(['fail']);
    expect(judged(samples(0, 0), samples(3 * day, 3 * day))).toEqual(['pass']);
    expect(judged(samples(undefined, undefined), [])).toEqual(['skip']);
  });

  test('why nobody told the time is said in words', () => {
    const silent = (failure: string): TimeSample => ({
      url: 'https://login.microsoftonline.com/',
      toleranceMs: 1000,
      failure,
    });
    const why = (failure: string) => clockSkew.judge({ samples: [silent(failure)] }, context())[0]?.why;
    expect(why('timed-out')).toBe('No server told the time (https://login.microsoftonline.com/: it gives no answer).');
    expect(why('name-not-resolved')).toContain('its name could not be resolved');
    expect(why('something-new')).toContain('something-new');
  });

  test('for others: known when two agree', () => {
    expect(clockOffsetOf({ samples: samples(3 * day, 3 * day) })).toBe(3 * day);
    expect(clockOffsetOf({ samples: samples(3 * day) })).toBeUndefined();
  });
});

describe('probe', () => {
  test('what cmg-connection has asked is not asked again', async () => {
    const time = samples(day, day, day);
    const host = fakeHost();
    const probe: ProbeContext = {
      ...context(connectedTo([leaf()], { time })),
      host,
      signal: new AbortController().signal,
      debug: () => {},
    };
    expect(await clockSkew.probe(probe)).toEqual({ samples: time });
    expect(host.calls).toEqual([]);
  });

  test('a portal that answers in every place is asked once', async () => {
    const portal = leaf({ name: 'portal.example' });
    const host = fakeHost({
      http: {
        'HEAD http://ctldl.windowsupdate.com/msdownload/update/v3/static/trustedr/en/authrootstl.cab': {
          status: 'reset',
          address: '',
        },
      },
    });
    const probe: ProbeContext = {
      ...context(connectedTo([portal], { controls: [{ ...signIn, outcome: shows(portal) }] })),
      host,
      signal: new AbortController().signal,
      debug: () => {},
    };
    expect(await clockSkew.probe(probe)).toMatchObject({ samples: [{ failure: 'reset' }] });
  });

  test('the CMG and two others', async () => {
    const host = fakeHost({
      http: {
        'HEAD https://cmg.contoso.com/': { status: 'reset', address: '' },
        'HEAD https://login.microsoftonline.com/': { status: 'reset', address: '' },
        'HEAD http://ctldl.windowsupdate.com/msdownload/update/v3/static/trustedr/en/authrootstl.cab': {
          status: 'reset',
          address: '',
        },
      },
    });
    const probe: ProbeContext = {
      ...context(connectedTo([leaf()])),
      host,
      signal: new AbortController().signal,
      debug: () => {},
    };
    expect(await clockSkew.probe(probe)).toMatchObject({
      samples: [{ failure: 'reset' }, { failure: 'reset' }, { failure: 'reset' }],
    });
  });
});
