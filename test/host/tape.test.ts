import { describe, expect, test } from '@jest/globals';
import type { Host, HttpOutcome } from '../../src/host/ports.ts';
import { NotRecorded, parseTape, recordHost, renderTape, replayHost } from '../../src/host/tape.ts';
import { exited, fakeHost, foundKey } from '../fake-host.ts';

const { signal } = new AbortController();
const head = { version: '1.2.3', settings: { cmg: 'cmg.contoso.com', noCrlCheck: true, only: ['a', 'b'] } };

const answered: HttpOutcome = {
  status: 'answered',
  statusCode: 200,
  statusText: 'OK',
  headers: { server: 'x', 'set-cookie': 'session=secret', $odd: 'kept' },
  body: new Uint8Array([0, 255, 10]),
  truncated: false,
  url: 'http://pki.contoso.com/ca.crl',
  durationMs: 12,
};
const get = { method: 'GET', timeoutMs: 5_000, maxBytes: 10, maxRedirects: 0 } as const;

const device = () =>
  fakeHost({
    now: new Date('2026-06-01T12:00:00.000Z'),
    commands: {
      'dsregcmd /status': exited('AzureAdJoined : YES\r\n'),
      'curl -q': { status: 'missing', path: 'C:\\Windows\\System32\\curl.exe' },
    },
    registry: {
      'HKLM\\SOFTWARE\\A /s': foundKey('HKEY_LOCAL_MACHINE\\SOFTWARE\\A', {
        $bytes: { type: 'string', value: 'x' },
        number: { type: 'number', value: 7 },
        list: { type: 'strings', value: ['a', ''] },
        blob: { type: 'binary', value: new Uint8Array([1, 2]) },
      }),
      'HKLM\\SOFTWARE\\B': { status: 'denied' },
    },
    files: { hosts: { status: 'read', bytes: new Uint8Array([35]), truncated: false } },
    lookup: { 'cmg.contoso.com': { status: 'answered', addresses: ['203.0.113.10'], durationMs: 3 } },
    configuredServers: [{ address: '10.0.0.53', port: 53, source: 'Ethernet' }],
    dns: { 'cmg.contoso.com A @10.0.0.53:53': { status: 'servfail', durationMs: 2, transport: 'udp' } },
    tls: {
      '203.0.113.10:443 cmg.contoso.com': {
        status: 'connected',
        address: '203.0.113.10',
        protocol: 'TLSv1.3',
        cipher: 'TLS_AES_256_GCM_SHA384',
        certificates: [new Uint8Array([48, 0])],
        durationMs: 20,
      },
    },
    http: { 'GET http://pki.contoso.com/ca.crl': answered },
  });

/** Asks everything a host can be asked. */
async function askAll(host: Host): Promise<readonly unknown[]> {
  const command = { timeoutMs: 20_000, maxOutputBytes: 1_000 };
  const dnsServer = { kind: 'dns', address: '10.0.0.53', port: 53 } as const;
  return [
    host.clock.now(),
    ...(await Promise.all([
      host.session.describe(signal),
      host.commands.run({ tool: 'dsregcmd', args: ['/status'], ...command }, signal),
      host.commands.run({ tool: 'curl', args: ['-q'], ...command }, signal),
      host.registry.read('HKLM\\SOFTWARE\\A', { recursive: true }, signal),
      host.registry.read('HKLM\\SOFTWARE\\B', { recursive: false }, signal),
      host.files.read('hosts', { maxBytes: 100 }, signal),
      host.dns.lookup('cmg.contoso.com', { timeoutMs: 1 }, signal),
      host.dns.configuredServers(signal),
      host.dns.query(dnsServer, { name: 'cmg.contoso.com', type: 'A' }, { timeoutMs: 9 }, signal),
      host.tls.handshake({ address: '203.0.113.10', port: 443, serverName: 'cmg.contoso.com', timeoutMs: 1 }, signal),
      host.http.request({ url: 'http://pki.contoso.com/ca.crl', ...get }, signal),
    ])),
  ];
}

/** Through the text of a file and back. */
function reread(text: string) {
  const parsed = parseTape(text);
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.tape;
}

describe('record and replay', () => {
  test('every port answers the same from the file, but for what may not be kept', async () => {
    const recording = recordHost(device());
    const original = await askAll(recording.host);
    const tape = reread(renderTape(recording.tape(), head));
    const replayed = await askAll(replayHost(tape));

    const withoutCookie = { ...answered, headers: { ...answered.headers, 'set-cookie': '<concealed>' } };
    expect(replayed).toEqual([...original.slice(0, -1), withoutCookie]);
    expect(original.at(-1)).toEqual(answered);
    expect(tape).toMatchObject(head);
  });

  test('replays without the signal, with other time limits and fields in another order', async () => {
    const recording = recordHost(device());
    await recording.host.http.request({ url: 'http://pki.contoso.com/ca.crl', ...get }, signal);
    const other = { maxRedirects: 0, maxBytes: 10, timeoutMs: 1, method: 'GET', url: answered.url } as const;
    const outcome = await replayHost({ calls: recording.tape() }).http.request(other, AbortSignal.abort());
    expect(outcome.status).toBe('answered');
  });

  test('the same question keeps the sequence of its answers, the last one from then on', async () => {
    const times = ['2026-06-01T12:00:00.000Z', '2026-06-01T12:00:05.000Z'].map((time) => new Date(time));
    const left = [...times];
    const recording = recordHost({ ...device(), clock: { now: () => left.shift() ?? new Date(0) } });
    recording.host.clock.now();
    recording.host.clock.now();
    const { clock } = replayHost(reread(renderTape(recording.tape(), head)));
    expect([clock.now(), clock.now(), clock.now()]).toEqual([times[0], times[1], times[1]]);
  });

  test('answers keep the order of the questions, not of their arrival', async () => {
    const waiting: ((status: 'timed-out' | 'not-found') => void)[] = [];
    const slow = device();
    const host: Host = {
      ...slow,
      dns: {
        ...slow.dns,
        lookup: () =>
          new Promise((resolve) => waiting.push((status) => resolve({ status, code: 'ENOTFOUND', durationMs: 1 }))),
      },
    };
    const recording = recordHost(host);
    const asked = [1, 2].map(() => recording.host.dns.lookup('x.contoso.com', { timeoutMs: 1 }, signal));
    waiting[1]?.('not-found');
    waiting[0]?.('timed-out');
    await Promise.all(asked);
    const replay = replayHost({ calls: recording.tape() });
    const first = await replay.dns.lookup('x.contoso.com', { timeoutMs: 1 }, signal);
    const second = await replay.dns.lookup('x.contoso.com', { timeoutMs: 1 }, signal);
    expect([first.status, second.status]).toEqual(['timed-out', 'not-found']);
  });

  test('a question that was not recorded is named', async () => {
    const replay = replayHost({ calls: [] });
    const asked = replay.registry.read('HKLM\\SOFTWARE\\C', { recursive: false }, signal);
    await expect(asked).rejects.toThrow(NotRecorded);
    await expect(asked).rejects.toThrow(
      'the recording does not know the question registry.read "HKLM\\\\SOFTWARE\\\\C" {"recursive":false}',
    );
    expect(() => replay.clock.now()).toThrow(NotRecorded);
    const endless = replay.dns.lookup('x'.repeat(5_000), { timeoutMs: 1 }, signal);
    await expect(endless).rejects.toThrow(/^.{100,400}\.\.\.$/);
  });

  test('an answer that had not come when the run ended is none', async () => {
    const hanging = device();
    const recording = recordHost({ ...hanging, session: { describe: () => new Promise(() => {}) } });
    void recording.host.session.describe(signal);
    const replay = replayHost(reread(renderTape(recording.tape(), head)));
    await expect(replay.session.describe(signal)).rejects.toThrow(/ended before the answer to session\.describe/);
  });

  test('a port that threw throws again', async () => {
    const recording = recordHost(device());
    await expect(recording.host.dns.lookup('unscripted', { timeoutMs: 1 }, signal)).rejects.toThrow('unscripted call');
    const replay = replayHost(reread(renderTape(recording.tape(), head)));
    await expect(replay.dns.lookup('unscripted', { timeoutMs: 1 }, signal)).rejects.toThrow(
      'unscripted call: lookup unscripted',
    );
    const odd = recordHost({ ...device(), session: { describe: () => Promise.reject('a word') } });
    await expect(odd.host.session.describe(signal)).rejects.toBe('a word');
    await expect(replayHost({ calls: odd.tape() }).session.describe(signal)).rejects.toThrow('a word');
  });

  test('what does not fit is left out and says so; the run itself is not touched', async () => {
    const recording = recordHost(device(), 100);
    const original = await askAll(recording.host);
    expect(original).toHaveLength(12);
    const replay = replayHost(reread(renderTape(recording.tape(), head)));
    await expect(replay.http.request({ url: answered.url, ...get }, signal)).rejects.toThrow(
      /had no room for the answer to http\.request/,
    );
  });

  test('a large revocation list goes through', async () => {
    const body = new Uint8Array(24 * 1024 * 1024).fill(0x61);
    const large = { ...answered, body };
    const recording = recordHost(fakeHost({ http: { 'GET http://pki.contoso.com/ca.crl': large } }));
    await recording.host.http.request({ url: answered.url, ...get }, signal);
    const replay = replayHost(reread(renderTape(recording.tape(), head)));
    const outcome = await replay.http.request({ url: answered.url, ...get }, signal);
    expect(outcome.status === 'answered' && Buffer.compare(outcome.body, body)).toBe(0);
  });

  test('one line per question', async () => {
    const recording = recordHost(device());
    await askAll(recording.host);
    const text = renderTape(recording.tape(), head);
    expect(text.split('\n').filter((line) => line.includes('"answers"'))).toHaveLength(12);
    expect(text.endsWith(']\n}\n')).toBe(true);
    expect(parseTape(renderTape([], head)).ok).toBe(true);
  });
});

describe('no secret gets into a recording', () => {
  const claims = { exp: 1, nbf: 0, Type: 'BulkRegistration', UniqueId: 'identity', License: 'license' };
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const token = `${part({ alg: 'RS256', kid: 'key-id' })}.${part(claims)}.${'s1gnature'.repeat(20)}`;
  const secretParts = token.split('.');

  test('not by settings, not by registry, not by requests, not by answers', async () => {
    const registry = { A: foundKey('A', { line: { type: 'string', value: `ccmsetup.exe /regtoken:${token}` } }) };
    const host = fakeHost({
      registry,
      commands: { [`dsregcmd ${token}`]: exited(`x ${token} y`) },
      http: { 'POST https://a.contoso.com/': { ...answered, body: new TextEncoder().encode(`{"t":"${token}"}`) } },
    });
    const recording = recordHost(host);
    const { host: recorded } = recording;
    await recorded.registry.read('A', { recursive: false }, signal);
    const command = { tool: 'dsregcmd', args: [token], timeoutMs: 1, maxOutputBytes: 1 } as const;
    const output = await recorded.commands.run(command, signal);
    const post = {
      ...get,
      method: 'POST',
      url: 'https://a.contoso.com/',
      headers: { Authorization: `Bearer ${token}`, Accept: 'x/y', 'X-Other': 'other-secret' },
      body: new TextEncoder().encode('password=other-secret'),
    } as const;
    await recorded.http.request(post, signal);
    const text = renderTape(recording.tape(), {
      version: '1',
      settings: {
        ccmsetup: `ccmsetup.exe /regtoken:${token}`,
        proxy: 'http://eve:other-secret@proxy.contoso.com:8080/',
        publicResolver: ['https://eve:other-secret@dns.contoso.com/q'],
      },
    });
    const everything = [text, ...[...text.matchAll(/"\$bytes":"([^"]*)"/g)].map(([, bytes]) => decode(bytes))];
    for (const secret of [...secretParts, 'identity', 'license', 'other-secret', 'eve', 'session=secret']) {
      expect(everything.filter((part) => part.includes(secret))).toEqual([]);
    }
    // The run itself got the real thing, and the recorded question is found again.
    expect(output.status === 'exited' && new TextDecoder().decode(output.stdout)).toContain(token);
    const replay = replayHost(reread(text));
    expect((await replay.commands.run(command, signal)).status).toBe('exited');
    expect((await replay.http.request(post, signal)).status).toBe('answered');
    const otherBody = { ...post, body: new TextEncoder().encode('password=else') };
    await expect(replay.http.request(otherBody, signal)).rejects.toThrow(NotRecorded);
  });

  test('the body of an OCSP request is no secret', async () => {
    const body = new Uint8Array([48, 3, 1, 2, 3]);
    const post = { ...get, method: 'POST', url: 'http://ocsp.contoso.com/', body } as const;
    const headers = { 'Content-Type': 'application/ocsp-request' };
    const recording = recordHost(fakeHost({ http: { 'POST http://ocsp.contoso.com/': answered } }));
    await recording.host.http.request({ ...post, headers }, signal);
    expect(renderTape(recording.tape(), head)).toContain(Buffer.from(body).toString('base64'));
  });

  const decode = (bytes: string | undefined) => Buffer.from(bytes ?? '', 'base64').toString('latin1');
});

describe('a file that is no recording', () => {
  const call = (change: object) => ({
    tapeVersion: 1,
    tool: { name: 'cmg-preflight', version: '1' },
    settings: {},
    calls: [{ call: 'dns.lookup', arguments: ['x', { timeoutMs: 1 }], answers: [], ...change }],
  });
  const answer = (gave: unknown, name = 'dns.lookup') => call({ call: name, answers: [{ gave }] });
  const deep = (levels: number): unknown => (levels === 0 ? 1 : [deep(levels - 1)]);
  const fine = answer({ status: 'timed-out', durationMs: 1 });

  test('the pattern of these tests is one', () => expect(parseTape(JSON.stringify(fine)).ok).toBe(true));

  test.each<[string, unknown, string]>([
    ['another value', 7, 'it has no "tapeVersion".'],
    ['null', null, 'it has no "tapeVersion".'],
    ['a report', { schemaVersion: 1 }, 'it has no "tapeVersion".'],
    ['a later version', { ...fine, tapeVersion: 2 }, 'its tapeVersion is 2 and this program reads 1.'],
    ['no tool', { ...fine, tool: 'x' }, 'it does not say who recorded it.'],
    ['no settings', { ...fine, settings: [] }, 'its "settings" are none.'],
    ['nested settings', { ...fine, settings: { cmg: { a: 1 } } }, 'its "settings" are none.'],
    ['no calls', { ...fine, calls: {} }, 'its "calls" are no list.'],
    ['too many calls', { ...fine, calls: Array(20_001).fill(1) }, 'it holds more than 20000 questions.'],
    ['the same twice', { ...fine, calls: [fine.calls[0], fine.calls[0]] }, 'it holds the same question twice.'],
    ['a call that is none', { ...fine, calls: [null] }, 'calls[0] is no object.'],
    ['an unknown call', call({ call: 'toString' }), 'calls[0] asks what no host is asked.'],
    ['no arguments', call({ arguments: 'x' }), 'calls[0] has no arguments.'],
    ['no answers', call({}), 'calls[0] has no answers.'],
    ['an answer that is none', call({ answers: [1] }), 'calls[0].answers[0] is no object.'],
    ['an answer that says nothing', call({ answers: [{}] }), 'calls[0].answers[0] says nothing.'],
    [
      'an unknown status',
      answer({ status: 'x' }),
      'calls[0].answers[0].status is none of answered, not-found, failed, timed-out.',
    ],
    [
      'a status that is inherited',
      answer({ status: 'constructor' }),
      'calls[0].answers[0].status is none of answered, not-found, failed, timed-out.',
    ],
    ['a missing field', answer({ status: 'timed-out' }), 'calls[0].answers[0].durationMs is no number.'],
    [
      'text for a list',
      answer({ status: 'answered', addresses: 'x', durationMs: 1 }),
      'calls[0].answers[0].addresses is no list.',
    ],
    [
      'a number in a list of text',
      answer({ status: 'answered', addresses: [1], durationMs: 1 }),
      'calls[0].answers[0].addresses[0] is no string.',
    ],
    ['no date', answer('2026', 'clock.now'), 'calls[0].answers[0] is no date.'],
    ['a bad date', answer({ $date: 'x' }, 'clock.now'), '$date does not hold what it should.'],
    [
      'bad bytes',
      answer({ status: 'read', bytes: { $bytes: '=' }, truncated: false }, 'files.read'),
      '$bytes does not hold what it should.',
    ],
    [
      'bytes and more',
      answer({ status: 'read', bytes: { $bytes: '', x: 1 }, truncated: false }, 'files.read'),
      '$bytes does not hold what it should.',
    ],
    [
      'text for bytes',
      answer({ status: 'read', bytes: 'AAAA', truncated: false }, 'files.read'),
      'calls[0].answers[0].bytes holds no bytes.',
    ],
    ['an unknown special value', answer({ $what: 1 }), '$what does not hold what it should.'],
    ['a nested answer', answer(deep(40)), 'it is nested too deeply.'],
    [
      'a nested argument',
      { ...fine, calls: [{ ...fine.calls[0], arguments: [deep(40)] }] },
      'it is nested too deeply.',
    ],
    [
      'an object for null or text',
      answer({ platform: 'windows', osBuild: 'x' }, 'session.describe'),
      'calls[0].answers[0].osRelease is no string.',
    ],
    [
      'an optional field of another type',
      answer({ status: 'reset', address: 'a', layer: 'x' }, 'tls.handshake'),
      'calls[0].answers[0].layer is none of tcp, proxy, tls, http.',
    ],
    [
      'headers that are a list',
      answer({ ...answered, body: { $bytes: '' }, headers: [] }, 'http.request'),
      'calls[0].answers[0].headers is no object.',
    ],
  ])('%s', (_, content, reason) => {
    expect(parseTape(JSON.stringify(content))).toEqual({ ok: false, reason });
  });

  test.each(['', '{', 'tapeVersion: 1', '\u0000', '['.repeat(200_000)])('text that is not JSON (%#)', (content) => {
    expect(parseTape(content)).toEqual({ ok: false, reason: 'it is not JSON.' });
  });

  test('names like those of JavaScript mean nothing', () => {
    const keys = '{"path":"A","values":{"__proto__":{"type":"string","value":"x"}}}';
    const text = JSON.stringify(answer({ status: 'found', keys: [] }, 'registry.read')).replace('[]', `[${keys}]`);
    const parsed = parseTape(text);
    expect(parsed.ok).toBe(true);
    expect(({} as Record<string, unknown>).type).toBeUndefined();
  });
});
