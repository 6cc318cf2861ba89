import { describe, expect, jest, test } from '@jest/globals';
import { cmgConnection } from '../../../checks/cmg-connection.ts';
import type { NameResolutionEvidence } from '../../../checks/name-resolution/evidence.ts';
import { nameResolution } from '../../../checks/name-resolution.ts';
import { type Check, isBlocked, type ProbeContext } from '../../../src/core/check.ts';
import type { HttpOutcome, TlsOutcome } from '../../../src/host/ports.ts';
import { fakeHost, type Script } from '../../fake-host.ts';
import { nameless } from '../http-outcomes.ts';
import { evidence as names, system } from '../name-resolution/evidence.ts';
import { address, contosoCa, host, leaf, microsoftCa, now, shows } from './evidence.ts';

const microsoft = (name: string) => ({ [`${name}:443 ${name}`]: shows(leaf({ name, issuer: microsoftCa })) });
const controls = { ...microsoft('login.microsoftonline.com'), ...microsoft('go.microsoft.com') };
const connectTest = 'GET http://www.msftconnecttest.com/connecttest.txt';
const page = (statusCode: number, body: string, headers: Record<string, string> = {}): HttpOutcome => ({
  status: 'answered',
  statusCode,
  statusText: '',
  headers,
  body: Buffer.from(body),
  truncated: false,
  url: 'http://www.msftconnecttest.com/connecttest.txt',
  durationMs: 1,
});
const online = { [connectTest]: page(200, 'Microsoft Connect Test') };
const down: TlsOutcome = { status: 'timed-out', address, layer: 'tcp' };

function contextWith(known: NameResolutionEvidence): Omit<ProbeContext, 'host'> {
  return {
    target: { cmg: { host, port: 443 }, noCrlCheck: false, proxy: { kind: 'machine' }, publicResolvers: [] },
    observedAt: now,
    signal: new AbortController().signal,
    evidenceOf: <E>(check: Check<E>) => (check.id === nameResolution.id ? (known as E) : undefined),
    debug: () => {},
  };
}

async function probe(script: Script, known: NameResolutionEvidence = names()) {
  const fake = fakeHost({ now, ...script });
  const context: ProbeContext = { ...contextWith(known), host: fake };
  const evidence = await cmgConnection.probe(context);
  if (isBlocked(evidence)) return { blocked: evidence.blocked, calls: fake.calls };
  return { evidence, calls: fake.calls };
}

describe('gathering', () => {
  test('one handshake with the CMG and two to compare with', async () => {
    const { evidence, calls } = await probe({
      tls: { [`${address}:443 ${host}`]: shows(leaf(), contosoCa), ...controls },
    });
    expect(evidence?.connection).toMatchObject({
      address,
      serverName: host,
      leafSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(evidence?.connection?.certificates).toHaveLength(2);
    expect(calls).toHaveLength(3);
  });

  test('the first address that works is the one, in the order of the resolver', async () => {
    const known = names({ system: system.found('2001:db8::9', address, '203.0.113.11') });
    const { evidence } = await probe(
      {
        tls: {
          [`2001:db8::9:443 ${host}`]: { status: 'unreachable', address: '2001:db8::9', code: 'ENETUNREACH' },
          [`${address}:443 ${host}`]: shows(leaf()),
          [`203.0.113.11:443 ${host}`]: shows(leaf()),
          ...controls,
        },
      },
      known,
    );
    expect(evidence?.attempts).toHaveLength(3);
    expect(evidence?.connection?.address).toBe(address);
  });

  test('without an address, or with somebody else’s, there is nothing to connect to', async () => {
    const { blocked } = await probe({}, names({ system: system.notFound }));
    expect(blocked?.by).toBe(nameResolution);
  });

  test('through a proxy by name; past it when it leads nowhere', async () => {
    const known = names({ proxy: { source: 'winhttp', proxy: 'proxy.contoso.com:8080', bypass: '' } });
    const refused: TlsOutcome = { status: 'proxy-refused', statusCode: 403, statusText: 'Forbidden' };
    const { evidence } = await probe(
      {
        tls: { [`${host}:443 ${host}`]: refused, [`${address}:443 ${host}`]: shows(leaf()), ...controls },
        http: online,
      },
      known,
    );
    expect(evidence?.attempts).toMatchObject([{ to: host, proxy: { host: 'proxy.contoso.com', port: 8080 } }]);
    expect(evidence?.alternative).toMatchObject({ to: address, outcome: { status: 'connected' } });
    expect(evidence?.connection).toBeUndefined();
  });

  test('nowhere directly: the proxy of SYSTEM’s Internet Settings is tried', async () => {
    const internetSettings = { proxy: 'proxy.contoso.com:3128', bypass: '', autoConfigUrl: '', autoDetect: false };
    const known = names({ proxy: { source: 'none', proxy: '', bypass: '', internetSettings } });
    const { evidence } = await probe(
      { tls: { [`${address}:443 ${host}`]: down, [`${host}:443 ${host}`]: shows(leaf()), ...controls }, http: online },
      known,
    );
    expect(evidence?.alternative).toMatchObject({ to: host, proxy: { port: 3128 } });
  });

  test('nowhere directly: the proxy that the bypass list keeps the name from is tried', async () => {
    const known = names({ proxy: { source: 'winhttp', proxy: 'proxy.contoso.com:8080', bypass: '*.contoso.com' } });
    const { evidence } = await probe(
      { tls: { [`${address}:443 ${host}`]: down, [`${host}:443 ${host}`]: shows(leaf()), ...controls }, http: online },
      known,
    );
    expect(evidence?.alternative).toMatchObject({ to: host, proxy: { host: 'proxy.contoso.com', port: 8080 } });
  });

  test.each<[string, HttpOutcome, string | undefined]>([
    ['the internet as it should be', page(200, 'Microsoft Connect Test'), undefined],
    [
      'a portal that leads to its page',
      page(302, '', { location: 'http://portal.example/login' }),
      'http://portal.example/login',
    ],
    ['a portal that shows its page', page(200, '<html>'), 'http://www.msftconnecttest.com/connecttest.txt'],
    ['an error', page(503, ''), undefined],
    ['nothing', nameless('www.msftconnecttest.com'), undefined],
  ])('something else answers: %s', async (_name, answer, portal) => {
    const others: readonly TlsOutcome[] = [{ status: 'not-tls', address }, shows(leaf({ name: 'portal.example' }))];
    for (const outcome of others) {
      const { evidence } = await probe({
        tls: { [`${address}:443 ${host}`]: outcome, ...controls },
        http: { [connectTest]: answer },
      });
      expect(evidence?.portal).toBe(portal);
    }
  });

  test('an address that is silent is not waited for once another works', async () => {
    jest.useFakeTimers();
    try {
      const known = names({ system: system.found('203.0.113.99', address) });
      const silent = (signal: AbortSignal) =>
        new Promise<TlsOutcome>((resolve) => signal.addEventListener('abort', () => resolve(down)));
      const fake = fakeHost({ tls: { [`${address}:443 ${host}`]: shows(leaf()), ...controls } });
      const probing = cmgConnection.probe({
        ...contextWith(known),
        host: {
          ...fake,
          tls: {
            handshake: (request, signal) =>
              request.address === '203.0.113.99' ? silent(signal) : fake.tls.handshake(request, signal),
          },
        },
      });
      await jest.advanceTimersByTimeAsync(3_000);
      expect(await probing).toMatchObject({ attempts: [{ outcome: down }, { outcome: { status: 'connected' } }] });
    } finally {
      jest.useRealTimers();
    }
  });

  test('the time is asked only when the certificate does not fit the clock', async () => {
    const answer = (url: string): HttpOutcome => ({
      status: 'answered',
      statusCode: 200,
      statusText: 'OK',
      headers: { date: 'Fri, 29 May 2026 12:00:00 GMT' },
      body: new Uint8Array(),
      truncated: false,
      url,
      durationMs: 1,
    });
    const urls = [
      `https://${host}/`,
      'https://login.microsoftonline.com/',
      'http://ctldl.windowsupdate.com/msdownload/update/v3/static/trustedr/en/authrootstl.cab',
    ];
    const { evidence } = await probe({
      tls: { [`${address}:443 ${host}`]: shows(leaf({ notAfter: '2026-05-31T00:00:00Z' })), ...controls },
      http: Object.fromEntries(urls.map((url) => [`HEAD ${url}`, answer(url)])),
    });
    expect(evidence?.time.map(({ url }) => url)).toEqual(urls);
    expect(evidence?.time[0]?.offsetMs).toBe(3 * 86_400_000 - 500);
  });
});
