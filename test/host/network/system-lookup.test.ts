import { describe, expect, test } from '@jest/globals';
import { createSystemLookup } from '../../../src/host/network/system-lookup.ts';

const lookup = createSystemLookup();
const options = { timeoutMs: 20_000 };

describe('the operating system’s resolver', () => {
  test('a name of the hosts file', async () => {
    const found = await lookup('localhost', options, new AbortController().signal);
    expect(found).toMatchObject({ status: 'answered', addresses: expect.arrayContaining(['127.0.0.1']) });
  });

  test('a name that cannot be', async () => {
    // RFC 6761 section 6.4: resolvers know that there is none, with or without a network (EAI_AGAIN).
    const found = await lookup('cmg.contoso.invalid', options, new AbortController().signal);
    expect(['not-found', 'failed']).toContain(found.status);
  });

  test('an aborted question ends at once', async () => {
    expect(await lookup('cmg.contoso.invalid', options, AbortSignal.abort())).toMatchObject({ status: 'timed-out' });
  });
});
