import { describe, expect, test } from '@jest/globals';
import { createSystemLookup } from '../../../src/host/network/system-lookup.ts';

const options = { timeoutMs: 20_000 };
const signal = new AbortController().signal;

/** A resolver that answers when it is told to. */
function slowResolver() {
  const asked: string[] = [];
  const answers = new Map<string, PromiseWithResolvers<readonly string[]>>();
  return {
    asked,
    atOnce: () => 2,
    resolve: (name: string) => {
      asked.push(name);
      const answer = Promise.withResolvers<readonly string[]>();
      answers.set(name, answer);
      return answer.promise;
    },
    answer: (name: string, address = '203.0.113.10') => answers.get(name)?.resolve([address]),
    fail: (name: string, code: string) => answers.get(name)?.reject(Object.assign(new Error(code), { code })),
  };
}

/** Lets everything that is already decided happen. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('the operating system’s resolver', () => {
  const lookup = createSystemLookup();

  test('a name of the hosts file', async () => {
    const found = await lookup('localhost', options, signal);
    expect(found).toMatchObject({ status: 'answered', addresses: expect.arrayContaining(['127.0.0.1']) });
  });

  test('a name that cannot be', async () => {
    // RFC 6761 section 6.4: resolvers know that there is none, with or without a network (EAI_AGAIN).
    const found = await lookup('cmg.contoso.invalid', options, signal);
    expect(['not-found', 'failed']).toContain(found.status);
  });

  test('an aborted question ends at once', async () => {
    expect(await lookup('cmg.contoso.invalid', options, AbortSignal.abort())).toMatchObject({ status: 'timed-out' });
  });
});

describe('a resolver that takes its time', () => {
  test('the same question is asked once, however many want to know', async () => {
    const resolver = slowResolver();
    const lookup = createSystemLookup(resolver);
    const [first, second] = [lookup('cmg.contoso.com', options, signal), lookup('cmg.contoso.com', options, signal)];
    await settle();
    resolver.answer('cmg.contoso.com');
    const answered = { status: 'answered', addresses: ['203.0.113.10'] };
    expect([await first, await second]).toMatchObject([answered, answered]);
    expect(await lookup('cmg.contoso.com', options, signal)).toMatchObject(answered);
    expect(resolver.asked).toEqual(['cmg.contoso.com']);
  });

  test.each([
    ['ENOTFOUND', 'not-found', 1],
    ['EAI_AGAIN', 'failed', 2],
  ])('%s is %s, and then asked %d times', async (code, status, times) => {
    const resolver = slowResolver();
    const lookup = createSystemLookup(resolver);
    const first = lookup('cmg.contoso.com', options, signal);
    await settle();
    resolver.fail('cmg.contoso.com', code);
    expect(await first).toMatchObject({ status, code });
    const second = lookup('cmg.contoso.com', options, signal);
    await settle();
    resolver.answer('cmg.contoso.com');
    await second;
    expect(resolver.asked).toHaveLength(times);
  });

  test('who gave up does not end the question for the others', async () => {
    const resolver = slowResolver();
    const lookup = createSystemLookup(resolver);
    const patient = lookup('cmg.contoso.com', options, signal);
    const impatient = lookup('cmg.contoso.com', { timeoutMs: 1 }, signal);
    expect(await impatient).toMatchObject({ status: 'timed-out' });
    resolver.answer('cmg.contoso.com');
    expect(await patient).toMatchObject({ status: 'answered' });
  });

  test('two at a time; waiting for a turn costs nobody his own time', async () => {
    const resolver = slowResolver();
    const lookup = createSystemLookup(resolver);
    const hanging = ['one.contoso.com', 'two.contoso.com'].map((name) => lookup(name, options, signal));
    const turns: Promise<void>[] = [];
    const third = lookup('three.contoso.com', { timeoutMs: 500, onQueued: (turn) => void turns.push(turn) }, signal);
    await settle();
    expect([resolver.asked, turns.length]).toEqual([['one.contoso.com', 'two.contoso.com'], 1]);
    resolver.answer('two.contoso.com');
    await turns[0];
    resolver.answer('three.contoso.com');
    expect(await third).toMatchObject({ status: 'answered' });
    resolver.answer('one.contoso.com');
    await Promise.all(hanging);
  });

  test('a question that nobody wants any more is not asked; the next one is', async () => {
    const resolver = slowResolver();
    const lookup = createSystemLookup(resolver);
    const hanging = ['one.contoso.com', 'two.contoso.com'].map((name) => lookup(name, options, signal));
    const leaving = new AbortController();
    const unwanted = lookup('three.contoso.com', options, leaving.signal);
    const wanted = lookup('four.contoso.com', options, signal);
    leaving.abort();
    expect(await unwanted).toMatchObject({ status: 'timed-out' });
    resolver.answer('one.contoso.com');
    await settle();
    resolver.answer('four.contoso.com');
    resolver.answer('two.contoso.com');
    expect(await wanted).toMatchObject({ status: 'answered' });
    await Promise.all(hanging);
    expect(resolver.asked).toEqual(['one.contoso.com', 'two.contoso.com', 'four.contoso.com']);
  });
});
