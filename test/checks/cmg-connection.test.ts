import { describe, expect, test } from '@jest/globals';
import { SYMPTOM } from '../../checks/cmg-connection/codes.ts';
import {
  type CmgConnectionEvidence,
  cmgConnection,
  inspectionOf,
  peerOf,
  routeTo,
} from '../../checks/cmg-connection.ts';
import type { JudgeContext } from '../../src/core/check.ts';
import type { TlsOutcome } from '../../src/host/ports.ts';
import {
  address,
  authority,
  connectedTo,
  contosoCa,
  failed,
  host,
  leaf,
  now,
  samples,
  shows,
  signIn,
} from './cmg-connection/evidence.ts';
import { nameless } from './http-outcomes.ts';

const context: JudgeContext = {
  target: { noCrlCheck: false, proxy: { kind: 'machine' }, publicResolvers: [] },
  observedAt: now,
  evidenceOf: () => undefined,
};
const judge = (evidence: CmgConnectionEvidence) => cmgConnection.judge(evidence, context);
const verdict = (evidence: CmgConnectionEvidence) =>
  judge(evidence).map(({ status, code }) => `${status} ${code.replace('cmg-connection.', '')}`);
const days = (count: number) => count * 86_400_000;

describe('a connection', () => {
  test('in order', () => {
    expect(verdict(connectedTo([leaf(), contosoCa]))).toEqual(['pass connected']);
  });

  test.each<[string, Parameters<typeof leaf>[0], readonly string[]]>([
    ['another name', { name: 'www.fabrikam.com' }, ['fail name-mismatch']],
    ['a wildcard', { name: '*.contoso.com' }, ['pass connected']],
    ['a part of a label is no wildcard for Windows', { name: 'cm*.contoso.com' }, ['fail name-mismatch']],
    ['expired', { notAfter: '2026-05-31T00:00:00Z' }, ['fail certificate-expired']],
    ['not yet', { notBefore: '2026-06-02T00:00:00Z' }, ['fail certificate-not-yet-valid']],
    ['1,024 bits', { kind: 'rsa-1024' }, ['pass connected', 'warn weak-key']],
    ['2,048 bits', { kind: 'rsa-2048' }, ['pass connected']],
    [
      'several faults at once',
      { name: 'www.fabrikam.com', notAfter: '2026-05-31T00:00:00Z' },
      ['fail name-mismatch', 'fail certificate-expired'],
    ],
  ])('%s', (_name, changes, expected) => {
    expect(verdict(connectedTo([leaf(changes), contosoCa]))).toEqual(expected);
  });

  test('TLS 1.2 without ECDHE', () => {
    const evidence = connectedTo([leaf()]);
    const agreed = (protocol: string, cipher: string) =>
      verdict({
        ...evidence,
        ...(evidence.connection && { connection: { ...evidence.connection, protocol, cipher } }),
      });
    expect(agreed('TLSv1.2', 'TLS_RSA_WITH_AES_256_GCM_SHA384')).toEqual([
      'pass connected',
      'warn protocol-unsupported',
    ]);
    expect(agreed('TLSv1.2', 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384')).toEqual(['pass connected']);
  });

  test('bytes that are no certificate', () => {
    const evidence = connectedTo([leaf()]);
    const broken = evidence.connection && { ...evidence.connection, certificates: [new Uint8Array([1, 2, 3])] };
    expect(verdict({ ...evidence, ...(broken && { connection: broken }) })).toEqual(['fail no-certificate']);
    expect(verdict(connectedTo([]))).toEqual(['fail no-certificate']);
  });

  test('a dead address beside a live one', () => {
    const good = connectedTo([leaf()]);
    const attempts = (outcome: TlsOutcome) => [...good.attempts, { to: '2001:db8::9', outcome }];
    const told = judge({ ...good, attempts: attempts({ status: 'timed-out', address: '2001:db8::9' }) });
    expect(told[1]?.what).toContain('1 did not work: 2001:db8::9 (it gives no answer)');
    expect(verdict({ ...good, attempts: attempts({ status: 'timed-out', address: '2001:db8::9' }) })).toEqual([
      'pass connected',
      'warn address-unreachable',
    ]);
    expect(
      verdict({ ...good, attempts: attempts({ status: 'unreachable', address: '2001:db8::9', code: 'ENETUNREACH' }) }),
    ).toEqual(['pass connected']);
  });
});

describe("the device's clock is asked before a certificate is blamed", () => {
  const expired = [leaf({ notAfter: '2026-05-31T00:00:00Z' })];

  test('three servers say that the clock is three days ahead', () => {
    const evidence = connectedTo(expired, { time: samples(days(3), days(3) + 500, days(3) - 900) });
    expect(verdict(evidence)).toEqual(['pass connected', 'skip certificate-expired']);
    expect(judge(evidence)[1]?.why).toContain('ahead of 3 servers');
  });

  test('servers that agree with the clock', () => {
    const evidence = connectedTo(expired, { time: samples(200, -300, 900) });
    expect(verdict(evidence)).toEqual(['fail certificate-expired']);
    expect(judge(evidence)[0]?.why).toContain('not to blame');
  });

  test.each([[samples(days(3))], [samples(days(3), 0)], [samples(undefined, undefined)]])(
    'one server, two that contradict, none: %#',
    (time) => {
      expect(verdict(connectedTo(expired, { time }))).toEqual(['fail certificate-expired']);
    },
  );

  test('a wrong clock that explains nothing', () => {
    expect(
      verdict(connectedTo([leaf({ notAfter: '2026-01-02T00:00:00Z' })], { time: samples(days(3), days(3), days(3)) })),
    ).toEqual(['fail certificate-expired']);
  });
});

describe('the first layer that fails', () => {
  const at = { address };
  test.each<[string, TlsOutcome, string, string | undefined]>([
    ['refused', { status: 'refused', ...at, layer: 'tcp' }, 'fail refused', SYMPTOM.cannotConnect],
    ['no answer', { status: 'timed-out', ...at, layer: 'tcp' }, 'fail timed-out', SYMPTOM.timedOut],
    ['no answer to the handshake', { status: 'timed-out', ...at, layer: 'tls' }, 'fail timed-out', SYMPTOM.timedOut],
    ['reset', { status: 'reset', ...at, layer: 'tls' }, 'fail reset', SYMPTOM.aborted],
    [
      'no route',
      { status: 'unreachable', ...at, code: 'ENETUNREACH', layer: 'tcp' },
      'fail unreachable',
      SYMPTOM.cannotConnect,
    ],
    [
      'forbidden here',
      { status: 'unreachable', ...at, code: 'EACCES', layer: 'tcp' },
      'fail unreachable',
      SYMPTOM.cannotConnect,
    ],
    ['not TLS', { status: 'not-tls', ...at }, 'fail not-tls', SYMPTOM.secureChannel],
    [
      'old TLS',
      { status: 'protocol-unsupported', ...at, detail: 'ERR_SSL_UNSUPPORTED_PROTOCOL' },
      'fail protocol-unsupported',
      SYMPTOM.secureChannel,
    ],
    ['an alert', { status: 'alert', ...at, detail: 'ERR_SSL_X' }, 'fail tls-alert', SYMPTOM.secureChannel],
    ['no name', nameless(host), 'fail name-not-resolved', SYMPTOM.nameNotResolved],
  ])('%s', (_name, outcome, expected, symptom) => {
    expect(verdict(failed(outcome))).toEqual([expected]);
    expect(judge(failed(outcome))[0]).toMatchObject({ symptom });
  });

  test('what waiting may cure', () => {
    expect(judge(failed({ status: 'timed-out', ...at }))[0]?.transient).toBe(true);
    expect(judge(failed({ status: 'refused', ...at }))[0]?.transient).toBeUndefined();
  });

  test('a timeout before and one in the handshake read differently', () => {
    const whats = (['tcp', 'tls'] as const).map(
      (layer) => judge(failed({ status: 'timed-out', ...at, layer }))[0]?.what,
    );
    expect(new Set(whats).size).toBe(2);
  });

  test('of several addresses the one that came furthest speaks, and all are named', () => {
    const evidence = failed(
      { status: 'unreachable', ...at, code: 'ENETUNREACH' },
      { status: 'reset', address: '203.0.113.11', layer: 'tls' },
    );
    expect(verdict(evidence)).toEqual(['fail reset']);
    expect(judge(evidence)[0]?.what).toContain('2 addresses tried');
  });
});

describe('through a proxy', () => {
  const proxied = (outcome: TlsOutcome): CmgConnectionEvidence => ({
    ...failed(outcome),
    proxy: { source: 'winhttp', proxy: 'proxy.contoso.com:8080', bypass: '' },
    attempts: [{ to: host, proxy: { host: 'proxy.contoso.com', port: 8080 }, outcome }],
  });

  test.each<[string, TlsOutcome, string]>([
    [
      'it wants a password',
      { status: 'proxy-refused', statusCode: 407, statusText: 'Proxy Authentication Required' },
      'fail proxy-refused',
    ],
    ['it forbids', { status: 'proxy-refused', statusCode: 403, statusText: 'Forbidden' }, 'fail proxy-refused'],
    ['it refuses', { status: 'refused', address: '10.20.0.80', layer: 'tcp' }, 'fail proxy-unreachable'],
    ['it is silent', { status: 'timed-out', address: '10.20.0.80', layer: 'tcp' }, 'fail proxy-unreachable'],
    ['it has no name', nameless('proxy.contoso.com'), 'fail proxy-unreachable'],
    ['it never answers CONNECT', { status: 'timed-out', address: '10.20.0.80', layer: 'proxy' }, 'fail timed-out'],
    ['the tunnel is cut', { status: 'reset', address: '10.20.0.80', layer: 'tls' }, 'fail reset'],
  ])('%s', (_name, outcome, expected) => {
    expect(verdict(proxied(outcome))).toEqual([expected]);
    expect(judge(proxied(outcome))[0]?.what).toContain('proxy.contoso.com');
  });

  test('a proxy of the command line is put right there', () => {
    const dead: TlsOutcome = { status: 'refused', address: '10.20.0.80', layer: 'tcp' };
    const evidence: CmgConnectionEvidence = {
      ...proxied(dead),
      proxy: { source: 'option', proxy: 'http://proxy.contoso.com:8080', bypass: '' },
    };
    expect(judge(evidence)[0]).toMatchObject({ fix: expect.stringMatching(/^Correct --proxy/) });
    const direct = { ...evidence, alternative: { to: address, outcome: shows(leaf()) } };
    expect(judge(direct)[0]).toMatchObject({ fix: expect.not.stringContaining('netsh') });
    expect(judge(proxied(dead))[0]).toMatchObject({ fix: expect.stringContaining('netsh winhttp reset proxy') });
  });

  test('a silent proxy may come with a VPN, one that refuses stays so', () => {
    const at = { address: '10.20.0.80', layer: 'tcp' } as const;
    expect(judge(proxied({ status: 'timed-out', ...at }))[0]).toMatchObject({ transient: true });
    expect(judge(proxied({ status: 'refused', ...at }))[0]).toMatchObject({ transient: false });
    expect(judge(proxied(nameless('proxy.contoso.com')))[0]).toMatchObject({ transient: false });
  });

  test('settings of people that WinHTTP does not follow are a hint', () => {
    const evidence: CmgConnectionEvidence = {
      ...failed({ status: 'timed-out', address, layer: 'tcp' }),
      proxy: {
        source: 'none',
        proxy: '',
        bypass: '',
        internetSettings: {
          proxy: '',
          bypass: '',
          autoConfigUrl: 'http://wpad.contoso.com/proxy.pac',
          autoDetect: true,
        },
      },
    };
    expect(judge(evidence)[0]).toMatchObject({ fix: expect.stringContaining('http://wpad.contoso.com/proxy.pac') });
  });
});

describe('what else is known', () => {
  test('a portal explains what answers in the place of the CMG', () => {
    const portal = 'http://portal.example/login';
    expect(judge({ ...failed({ status: 'not-tls', address }), portal })[0]).toMatchObject({
      fix: expect.stringContaining(portal),
    });
    const mismatch = connectedTo([leaf({ name: 'portal.example' })], { portal });
    expect(judge(mismatch)[0]).toMatchObject({ owner: 'network', fix: expect.stringContaining(portal) });
  });

  test('one certificate for every server is a portal, not an inspector', () => {
    const everywhere = leaf({ name: 'portal.example' });
    const given = connectedTo([everywhere, contosoCa], { controls: [{ ...signIn, outcome: shows(everywhere) }] });
    expect(verdict(given)).toEqual(['fail name-mismatch']);
    expect(judge(given)[0]).toMatchObject({
      owner: 'network',
      why: expect.stringContaining(signIn.host),
      fix: expect.stringContaining('portal'),
    });
    expect(judge(connectedTo([everywhere]))[0]).toMatchObject({ owner: 'cmg-admin' });
  });

  test('other servers answer, or none does', () => {
    const down: TlsOutcome = { status: 'timed-out', address, layer: 'tcp' };
    expect(judge(failed(down))[0]?.why).toContain('Other servers answer from here (login.microsoftonline.com)');
    const alone = { ...failed(down), controls: [{ host: signIn.host, outcome: down }] };
    expect(judge(alone)[0]).toMatchObject({
      why: expect.stringContaining('Nor does any other server'),
      fix: expect.stringContaining('cloud-endpoints'),
    });
  });

  test('two instances, two certificates', () => {
    const good = connectedTo([leaf()]);
    const attempts = [
      ...good.attempts,
      { to: '203.0.113.11', outcome: shows(leaf({ notAfter: '2026-01-02T00:00:00Z' })) },
    ];
    expect(verdict({ ...good, attempts })).toEqual(['pass connected', 'warn certificates-differ']);
    expect(judge({ ...good, attempts })[1]).toMatchObject({ owner: 'cmg-admin' });
    const stranger = [...good.attempts, { to: '203.0.113.40', outcome: shows(leaf({ name: 'www.fabrikam.com' })) }];
    expect(judge({ ...good, attempts: stranger })[1]).toMatchObject({
      owner: 'network',
      what: expect.stringContaining('203.0.113.40 (one for www.fabrikam.com)'),
    });
  });
});

describe('the other way', () => {
  const down: TlsOutcome = { status: 'timed-out', address, layer: 'tcp' };
  const through = { host: 'proxy.contoso.com', port: 8080 };

  test('past a proxy that leads nowhere', () => {
    const evidence: CmgConnectionEvidence = {
      ...failed(down),
      proxy: { source: 'winhttp', proxy: 'proxy.contoso.com:8080', bypass: '' },
      attempts: [
        { to: host, proxy: through, outcome: { status: 'proxy-refused', statusCode: 403, statusText: 'Forbidden' } },
      ],
      alternative: { to: address, outcome: shows(leaf()) },
    };
    expect(judge(evidence)[0]).toMatchObject({ status: 'fail', fix: expect.stringContaining(`bypass-list="${host}"`) });
  });

  test('through the proxy that only browsers know', () => {
    const evidence: CmgConnectionEvidence = {
      ...failed(down),
      alternative: { to: host, proxy: through, outcome: shows(leaf()) },
    };
    expect(judge(evidence)[0]).toMatchObject({
      fix: expect.stringMatching(/^Through the proxy .*netsh winhttp set proxy proxy\.contoso\.com:8080/),
    });
  });

  test('through WinHTTP’s own proxy, from which the bypass list keeps the name', () => {
    const proxy = { source: 'winhttp', proxy: 'proxy.contoso.com:8080', bypass: '*.contoso.com' } as const;
    const bypassed: CmgConnectionEvidence = { ...failed(down), proxy };
    expect(judge(bypassed)[0]).toMatchObject({ fix: expect.stringContaining('is on its bypass list') });
    const alternative = { to: host, proxy: through, outcome: shows(leaf()) };
    expect(judge({ ...bypassed, alternative })[0]).toMatchObject({
      fix: expect.stringContaining('take it off the list'),
    });
  });

  test('that leads nowhere either is not recommended', () => {
    const evidence: CmgConnectionEvidence = {
      ...failed(down),
      alternative: { to: host, proxy: through, outcome: down },
    };
    expect(judge(evidence)[0]).toMatchObject({ fix: expect.not.stringContaining('netsh') });
  });
});

describe('inspection', () => {
  const inspector = authority('O=Contoso, CN=Contoso Web Security CA');
  const zscaler = authority('O=Zscaler Inc., CN=Zscaler Intermediate Root CA (zscaler.net)');

  test('a private authority is none', () => {
    expect(inspectionOf(connectedTo([leaf(), contosoCa]))).toEqual({ kind: 'none' });
    expect(inspectionOf(failed({ status: 'reset', address }))).toEqual({ kind: 'none' });
  });

  test('a product by its name', () => {
    const evidence = connectedTo([leaf({ issuer: zscaler }), zscaler]);
    expect(inspectionOf(evidence)).toMatchObject({ kind: 'inspected', product: 'Zscaler' });
    expect(verdict(evidence)).toEqual(['fail tls-inspection']);
    expect(judge(evidence)[0]).toMatchObject({ fix: `Exempt ${host} from TLS inspection in Zscaler.` });
  });

  test('the same unknown issuer at the sign-in host', () => {
    const controls = [{ ...signIn, outcome: shows(leaf({ name: 'login.microsoftonline.com', issuer: inspector })) }];
    expect(verdict(connectedTo([leaf({ issuer: inspector })], { controls }))).toEqual(['fail tls-inspection']);
  });

  test('an inspected sign-in host alone does not touch the CMG', () => {
    const controls = [{ ...signIn, outcome: shows(leaf({ name: 'login.microsoftonline.com', issuer: inspector })) }];
    expect(verdict(connectedTo([leaf(), contosoCa], { controls }))).toEqual(['pass connected']);
  });

  test('a public authority that both happen to share is none', () => {
    const evidence = connectedTo([leaf({ issuer: authority('O=DigiCert Inc, CN=DigiCert SHA2 Secure Server CA') })], {
      controls: [
        {
          ...signIn,
          outcome: shows(
            leaf({ name: signIn.host, issuer: authority('O=DigiCert Inc, CN=DigiCert SHA2 Secure Server CA') }),
          ),
        },
      ],
    });
    expect(verdict(evidence)).toEqual(['pass connected']);
  });

  test('the same name on another key is another issuer', () => {
    const namesake = { ...inspector, key: contosoCa.key };
    const controls = [{ ...signIn, outcome: shows(leaf({ name: signIn.host, issuer: namesake })) }];
    expect(verdict(connectedTo([leaf({ issuer: inspector })], { controls }))).toEqual(['pass connected']);
  });
});

describe('for others', () => {
  test('the peer and the way to a URL', () => {
    const evidence = connectedTo([leaf()], {
      proxy: { source: 'winhttp', proxy: 'http=p:80;https=q:443', bypass: '*.fabrikam.com' },
    });
    expect(peerOf(evidence)?.leafSha256).toMatch(/^[0-9a-f]{64}$/);
    expect(routeTo(evidence, 'http://pki.contoso.com/ca.crl')).toEqual({ host: 'p', port: 80 });
    expect(routeTo(evidence, 'https://x.contoso.com/')).toEqual({ host: 'q', port: 443 });
    expect(routeTo(evidence, 'http://pki.fabrikam.com/ca.crl')).toBeUndefined();
    expect(routeTo(evidence, 'ldap:///CN=x')).toBeUndefined();
  });

  test('the report shows the certificates once and nothing that is not plain', () => {
    const shown = JSON.parse(JSON.stringify(cmgConnection.present(connectedTo([leaf(), contosoCa]))));
    expect(shown.connection.certificates).toHaveLength(2);
    expect(shown.attempts[0].certificates).toBeUndefined();
    expect(shown.controls[0]).toMatchObject({
      status: 'connected',
      issuer: 'CN=Microsoft Azure RSA TLS Issuing CA 03, O=Microsoft Corporation',
    });
  });
});
