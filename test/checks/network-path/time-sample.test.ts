import { describe, expect, test } from '@jest/globals';
import { agreeOnTime, renderDuration, sampleTimes } from '../../../checks/network-path/time-sample.ts';
import type { ProbeContext } from '../../../src/core/check.ts';
import type { HttpOutcome } from '../../../src/host/ports.ts';
import { fakeHost } from '../../fake-host.ts';
import { samples } from '../cmg-connection/evidence.ts';

const minute = 60_000;
const day = 1440 * minute;

describe('the time that most agree on', () => {
  test.each<[string, ReturnType<typeof samples>, object]>([
    ['nobody', samples(undefined, undefined), { kind: 'none' }],
    ['one', samples(5 * minute, undefined), { kind: 'single', offsetMs: 5 * minute }],
    ['two that agree', samples(10 * minute, 10 * minute + 900), { kind: 'agreed', servers: 2 }],
    ['two that do not', samples(0, 3 * day), { kind: 'contradicting' }],
    ['two against a liar', samples(0, 3 * day, 400), { kind: 'agreed', offsetMs: 0, servers: 2 }],
    ['three, all different', samples(0, day, 2 * day), { kind: 'contradicting' }],
    ['two against two', samples(0, 100, day, day + 100), { kind: 'contradicting' }],
    ['three that agree: the middle one', samples(-900, 100, 700), { kind: 'agreed', offsetMs: 100, servers: 3 }],
  ])('%s', (_name, given, expected) => {
    expect(agreeOnTime(given)).toMatchObject(expected);
  });
});

describe('reading a server’s clock', () => {
  const now = new Date('2026-06-01T12:00:00Z');
  const answered = (headers: Record<string, string>): HttpOutcome => ({
    status: 'answered',
    statusCode: 404,
    statusText: 'Not Found',
    headers,
    body: new Uint8Array(),
    truncated: false,
    url: '',
    durationMs: 20,
  });
  const url = 'http://ctldl.windowsupdate.com/msdownload/update/v3/static/trustedr/en/authrootstl.cab';
  const read = async (outcome: HttpOutcome) => {
    const host = fakeHost({
      now,
      http: { 'HEAD https://login.microsoftonline.us/': { status: 'reset', address: '' }, [`HEAD ${url}`]: outcome },
    });
    const context = { host, signal: new AbortController().signal } as unknown as ProbeContext;
    const proxy = { source: 'none', proxy: '', bypass: '' } as const;
    const [signIn, update] = await sampleTimes(context, {
      cloud: 'us-government',
      proxy,
      connection: undefined,
      strangers: [],
    });
    expect(signIn).toMatchObject({ failure: 'reset' });
    return update;
  };

  test('any answer has a date', async () => {
    expect(await read(answered({ date: 'Mon, 01 Jun 2026 11:50:00 GMT' }))).toEqual({
      url,
      offsetMs: 599_500,
      toleranceMs: 1000,
    });
  });

  test('an answer out of a cache says how old it is', async () => {
    expect(await read(answered({ date: 'Mon, 01 Jun 2026 11:50:00 GMT', age: '600' }))).toMatchObject({
      offsetMs: -500,
    });
    expect(await read(answered({ date: 'Mon, 01 Jun 2026 11:50:00 GMT', age: 'old' }))).toMatchObject({
      offsetMs: 599_500,
    });
  });

  test.each([[{}], [{ date: 'yesterday' }]])('no date: %j', async (headers) => {
    expect(await read(answered(headers))).toEqual({ url, toleranceMs: 1000, failure: 'no Date header' });
  });
});

test.each([
  [500, '1 second'],
  [59_000, '59 seconds'],
  [-10 * minute, '10 minutes'],
  [90 * minute, '90 minutes'],
  [-7 * 60 * minute, '7 hours'],
  [3 * day, '3 days'],
  [40 * day, '40 days'],
  [700 * day, '700 days'],
  [-3 * 365.25 * day, '3 years'],
])('%i ms is %s', (milliseconds, text) => {
  expect(renderDuration(milliseconds)).toBe(text);
});
