import { describe, expect, test } from '@jest/globals';
import { endpointsFor } from '../../checks/cloud-endpoints/endpoints.ts';
import { type CloudEndpointsEvidence, cloudEndpoints } from '../../checks/cloud-endpoints.ts';
import { cmgConnection } from '../../checks/cmg-connection.ts';
import { nameResolution } from '../../checks/name-resolution.ts';
import { rootCa } from '../../checks/root-ca.ts';
import type { Check, JudgeContext, ProbeContext } from '../../src/core/check.ts';
import { parseCcmsetupCommand } from '../../src/formats/ccmsetup-command.ts';
import { renderCertificateBlob, storeKeyName } from '../../src/formats/certificate-blob.ts';
import type { FailedLookup, TlsOutcome } from '../../src/host/ports.ts';
import { type RegistryStores, readTrustStore } from '../../src/trust/trust-store.ts';
import { fakeHost } from '../fake-host.ts';
import {
  address,
  authority,
  connectedTo,
  failed,
  host,
  leaf,
  microsoftCa,
  now,
  shows,
} from './cmg-connection/evidence.ts';
import { nameless } from './http-outcomes.ts';
import { target as deployment, inside, evidence as names, says, system } from './name-resolution/evidence.ts';

const login = 'login.microsoftonline.com';
const device = 'device.login.microsoftonline.com';
const registration = 'enterpriseregistration.windows.net';
const storage = 'cmg.blob.core.windows.net';
const shown = (name: string, issuer = microsoftCa) => shows(leaf({ name, issuer }));

function context(
  options: { readonly line?: string; readonly known?: readonly (readonly [Check, unknown])[] } = {},
): JudgeContext {
  const parsed = options.line === undefined ? undefined : parseCcmsetupCommand(options.line);
  return {
    target: {
      cmg: { host, port: 443 },
      noCrlCheck: false,
      proxy: { kind: 'none' },
      publicResolvers: [],
      ...(parsed?.ok && { ccmsetup: parsed.command }),
    },
    observedAt: now,
    evidenceOf: <E>(check: Check<E>) => options.known?.find(([other]) => other.id === check.id)?.[1] as E | undefined,
  };
}

type Purpose = CloudEndpointsEvidence['endpoints'][number]['endpoint']['purpose'];
type Trial = Omit<CloudEndpointsEvidence['endpoints'][number], 'endpoint'>;

/** All four endpoints in order, some changed. */
function tried(changes: Partial<Record<Purpose, Trial>> = {}): CloudEndpointsEvidence {
  return {
    cloud: 'public',
    endpoints: endpointsFor('public', host, names()).map((endpoint) => ({
      endpoint,
      ...(changes[endpoint.purpose] ?? { outcome: shown(endpoint.host) }),
    })),
  };
}
const verdict = (given: CloudEndpointsEvidence, judge = context()) =>
  cloudEndpoints
    .judge(given, judge)
    .map(
      ({ status, code, subject }) => `${status} ${code.replace('cloud-endpoints.', '')}${subject ? ` ${subject}` : ''}`,
    );

describe('what the client reaches', () => {
  test('in the public cloud; storage is called like the deployment', () => {
    const custom = names({ host: 'manage.contoso.com', resolvers: [inside({ ...says.cmg(), a: says.cmg().a })] });
    expect(endpointsFor('public', host, names()).map((endpoint) => endpoint.host)).toEqual([
      login,
      device,
      registration,
      storage,
    ]);
    expect(endpointsFor('public', deployment).at(-1)?.host).toBe(storage);
    expect(endpointsFor('public', custom.host).at(-1)?.host).toBe('manage.blob.core.windows.net');
  });

  test('in the others', () => {
    expect(endpointsFor('us-government', 'cmg.usgovcloudapp.net').map((endpoint) => endpoint.host)).toEqual([
      'login.microsoftonline.us',
      'device.login.microsoftonline.us',
      'enterpriseregistration.microsoftonline.us',
      'cmg.blob.core.usgovcloudapi.net',
    ]);
    expect(endpointsFor('china', 'cmg.chinacloudapp.cn').map((endpoint) => endpoint.host)).toEqual([
      'login.partner.microsoftonline.cn',
      'cmg.blob.core.chinacloudapi.cn',
    ]);
    expect(endpointsFor('public', undefined)).toHaveLength(3);
  });
});

describe('verdicts', () => {
  test('all reachable', () => {
    expect(verdict(tried())).toEqual(['pass reachable']);
  });

  test.each<[string, (name: string) => Trial, string]>([
    ['no name', (name) => ({ outcome: nameless(name) }), 'name-not-resolved'],
    ['no name of the proxy', () => ({ outcome: nameless('proxy.contoso.com') }), 'name-not-resolved'],
    ['refused', () => ({ outcome: { status: 'refused', address } }), 'unreachable'],
    ['silent', () => ({ outcome: { status: 'timed-out', address } }), 'unreachable'],
    ['no TLS', () => ({ outcome: { status: 'not-tls', address } }), 'not-tls'],
    [
      'the proxy says no',
      () => ({ outcome: { status: 'proxy-refused', statusCode: 407, statusText: 'x' } }),
      'proxy-refused',
    ],
    ['somebody else', () => ({ outcome: shown('portal.example') }), 'wrong-server'],
  ])('sign-in, %s: ccmsetup cannot go on; elsewhere it can', (_name, trouble, code) => {
    expect(verdict(tried({ 'sign-in': trouble(login) }))).toEqual(['pass reachable', `fail ${code} ${login}`]);
    expect(verdict(tried({ 'device-registration': trouble(registration) }))).toEqual([
      'pass reachable',
      `warn ${code} ${registration}`,
    ]);
  });

  describe('endpoints that fail alike are told in one finding', () => {
    const silent: Trial = { outcome: { status: 'timed-out', address } };
    const refused: Trial = { outcome: { status: 'refused', address } };
    const everywhere = (trial: Trial) =>
      tried({ 'sign-in': trial, 'device-sign-in': trial, 'device-registration': trial, content: trial });

    test('with the sign-in: one failure that names the others and allows all of them', () => {
      const findings = cloudEndpoints.judge(everywhere(silent), context());
      expect(findings).toMatchObject([
        {
          status: 'fail',
          code: 'cloud-endpoints.unreachable',
          subject: login,
          what: `${login} (Entra ID's sign-in) cannot be reached: it gives no answer; the same goes for ${device}, ${registration} and ${storage}`,
          why: expect.stringMatching(/^ccmsetup gets no Entra token[^.]*\.$/),
          fix: `Allow TCP 443 from this network to ${login}, ${device}, ${registration} and ${storage}.`,
          transient: true,
        },
      ]);
      expect(findings).toHaveLength(1);
    });

    test('without it: one warning with each purpose and each consequence', () => {
      const given = tried({ 'device-sign-in': refused, content: refused });
      expect(cloudEndpoints.judge(given, context()).slice(1)).toMatchObject([
        {
          status: 'warn',
          subject: device,
          what: `${device} (Entra ID's device sign-in) cannot be reached: it refuses connections; the same goes for ${storage} (the CMG's content storage)`,
          why: expect.stringMatching(/token is renewed\. ccmsetup cannot download/),
          fix: `Allow TCP 443 from this network to ${device} and ${storage}.`,
        },
      ]);
    });

    test('different outcomes stay apart', () => {
      const given = tried({ 'sign-in': silent, 'device-sign-in': refused, content: silent });
      expect(verdict(given)).toEqual(['pass reachable', `fail unreachable ${login}`, `warn unreachable ${device}`]);
      const ways = tried({
        'device-sign-in': { ...silent, bypassed: { host: 'proxy.contoso.com', port: 8080 } },
        content: silent,
      });
      expect(verdict(ways).slice(1)).toEqual([`warn unreachable ${device}`, `warn unreachable ${storage}`]);
    });

    test('names, proxies, strangers and inspectors too', () => {
      const inspector = authority('O=Contoso, CN=Contoso Web Security CA');
      const given: readonly ((name: string) => Trial)[] = [
        (name) => ({ outcome: nameless(name, system.failed) }),
        () => ({ outcome: nameless('proxy.contoso.com') }),
        () => ({ outcome: { status: 'proxy-refused', statusCode: 407, statusText: '' } }),
        () => ({ outcome: { status: 'not-tls', address } }),
        () => ({ outcome: shown('portal.example') }),
        (name) => ({ outcome: shown(name, inspector) }),
      ];
      for (const trouble of given) {
        const two = tried({ 'device-sign-in': trouble(device), 'device-registration': trouble(registration) });
        const [, first, ...others] = cloudEndpoints.judge(two, context());
        expect(first).toMatchObject({
          status: 'warn',
          what: expect.stringContaining(`the same goes for ${registration}`),
        });
        expect(others).toEqual([]);
      }
    });

    test('with another port each is named with its own, and one that is listed twice once', () => {
      const own = (name: string, port: number) => ({
        endpoint: { host: name, port, purpose: 'extra' as const },
        ...silent,
      });
      const { endpoints } = everywhere(silent);
      const given = {
        ...tried(),
        endpoints: [...endpoints.slice(0, 1), own(login, 443), own('wsus.contoso.com', 8531)],
      };
      expect(cloudEndpoints.judge(given, context())).toMatchObject([
        {
          what: expect.stringMatching(/no answer; the same goes for wsus\.contoso\.com:8531$/),
          fix: `Allow TCP from this network to ${login}:443 and wsus.contoso.com:8531.`,
        },
      ]);
    });
  });

  test('says in words how a connection ended', () => {
    const told = (trial: Trial) => cloudEndpoints.judge(tried({ 'sign-in': trial }), context())[1]?.what;
    expect(told({ outcome: { status: 'timed-out', address } })).toMatch(/cannot be reached: it gives no answer$/);
    expect(told({ outcome: { status: 'reset', address } })).toMatch(/cannot be reached: it cuts the connection$/);
    expect(told({ outcome: { status: 'not-tls', address } })).toMatch(/or later: what it says is not TLS$/);
  });

  test('a name that is denied will not come by waiting, one that could not be asked for may', () => {
    const told = (lookup: FailedLookup) =>
      cloudEndpoints.judge(tried({ 'sign-in': { outcome: nameless(login, lookup) } }), context())[1];
    expect(told(system.notFound)).toMatchObject({
      transient: false,
      what: expect.stringContaining('does not resolve'),
    });
    expect(told(system.failed)).toMatchObject({ transient: true, what: expect.stringContaining('EAI_AGAIN') });
    expect(told(system.silent)).toMatchObject({ transient: true, what: expect.stringContaining('no name server') });
  });

  test('a registration token does without Entra ID', () => {
    const line =
      'ccmsetup.exe /regtoken:eyJ0eXAiOiJKV1QifQ.e30.x CCMHOSTNAME=cmg.contoso.com/CCM_Proxy_MutualAuth/72186325152220500 SMSSITECODE=ABC';
    expect(verdict(tried({ 'sign-in': { outcome: nameless(login) } }), context({ line }))[1]).toBe(
      `warn name-not-resolved ${login}`,
    );
  });

  test('no content storage is a CMG without content', () => {
    expect(verdict(tried({ content: { outcome: nameless(storage) } }))).toEqual([
      'pass reachable',
      `skip no-content ${storage}`,
    ]);
  });

  test('somebody signs in place of Entra ID', () => {
    const inspector = authority('O=Contoso, CN=Contoso Web Security CA');
    expect(verdict(tried({ 'device-sign-in': { outcome: shown(device, inspector) } }))[1]).toMatch(
      /^warn tls-inspection CN=Contoso Web/,
    );
    expect(verdict(tried({ content: { outcome: shown(storage, inspector) } }))).toEqual(['pass reachable']);
  });

  test('an inspector that this machine does not trust gives no token', () => {
    const inspector = authority('O=Contoso, CN=Contoso Web Security CA');
    const certificate = leaf({ name: login, issuer: inspector });
    const given = tried({ 'sign-in': { outcome: shows(certificate, inspector) } });
    const entry = {
      keyName: storeKeyName(inspector.der),
      blob: renderCertificateBlob(inspector.der),
    };
    const reading = (roots: RegistryStores['roots'], changes: object = {}) => {
      const store = readTrustStore({ roots, userRoots: [], intermediates: [], disallowed: [] });
      const update = { list: { kind: 'absent' }, disabledByPolicy: false, source: 'not-asked' };
      const read = { kind: 'searched', machine: { store }, unread: [], update, ...changes };
      return verdict(given, context({ known: [[rootCa, read]] }))[1];
    };
    expect(reading({})).toBe(`fail tls-inspection ${login}`);
    expect(reading({ default: [entry] })).toMatch(/^warn tls-inspection/);
    expect(reading({}, { unread: [{ key: 'HKLM', why: 'denied', holds: 'roots' }] })).toMatch(/^warn tls-inspection/);
    expect(reading({}, { kind: 'unreadable-certificate' })).toMatch(/^warn tls-inspection/);
  });

  test('who answers with another name is not among those that answer', () => {
    const given = tried({ 'sign-in': { outcome: shown('www.fabrikam.com') } });
    expect(verdict(given)).toEqual(['pass reachable', `fail wrong-server ${login}`]);
    expect(cloudEndpoints.judge(given, context())[0]?.what).toMatch(/^device\./);
  });

  test('China is told honestly', () => {
    expect(verdict({ cloud: 'china', endpoints: [] })).toEqual(['skip cloud-undocumented']);
  });
});

describe('probe', () => {
  const run = async (
    script: Parameters<typeof fakeHost>[0],
    known: readonly (readonly [Check, unknown])[],
    target = context().target,
  ) =>
    cloudEndpoints.probe({
      ...context({ known }),
      target,
      host: fakeHost(script),
      signal: new AbortController().signal,
      debug: () => {},
    } satisfies ProbeContext);
  const everyHandshake = (outcome: TlsOutcome) =>
    Object.fromEntries([login, device, registration, storage].map((name) => [`${name}:443 ${name}`, outcome]));

  const unresolved = Object.fromEntries(
    [login, device, registration, storage].map((name) => [`${name}:443 ${name}`, nameless(name, system.failed)]),
  );

  test('each by name', async () => {
    const evidence = await run({ tls: everyHandshake(shown(login)) }, [[nameResolution, names()]]);
    expect(evidence).toMatchObject({ cloud: 'public', endpoints: [{}, {}, {}, { endpoint: { purpose: 'content' } }] });
  });

  test('what was tried with the CMG is not tried again', async () => {
    const { [`${login}:443 ${login}`]: _tried, ...others } = everyHandshake(shown(login));
    const known = [
      [nameResolution, names()],
      [cmgConnection, connectedTo([leaf()])],
    ] as const;
    expect(await run({ tls: others }, known)).toHaveProperty('endpoints.length', 4);
  });

  test('when no name resolves at all, that is told once', async () => {
    const known = [[nameResolution, names({ system: system.failed })]] as const;
    const script = { tls: unresolved };
    expect(await run(script, known)).toMatchObject({ blocked: { by: { id: 'name-resolution' } } });
  });

  test('when the CMG alone resolves, it is told', async () => {
    const script = { tls: unresolved };
    expect(await run(script, [[nameResolution, names()]])).toMatchObject({
      endpoints: [{ outcome: { lookup: { status: 'failed' } } }, {}, {}, {}],
    });
  });

  test('when nothing can be connected to, that too is told once', async () => {
    const down: TlsOutcome = { status: 'timed-out', address };
    const known = [
      [nameResolution, names()],
      [cmgConnection, { ...failed(down), controls: [] }],
    ] as const;
    expect(await run({ tls: everyHandshake(down) }, known)).toMatchObject({
      blocked: { by: { id: 'cmg-connection' } },
    });
  });

  test('a CMG without content, and an endpoint of one’s own, do not hide that', async () => {
    const down: TlsOutcome = { status: 'timed-out', address };
    const known = [
      [nameResolution, names()],
      [cmgConnection, { ...failed(down), controls: [] }],
    ] as const;
    const tls = {
      ...everyHandshake(down),
      [`${storage}:443 ${storage}`]: nameless(storage),
      'wsus.contoso.com:8531 wsus.contoso.com': shown('wsus.contoso.com'),
    };
    const own = { ...context({ known }).target, endpoints: [{ host: 'wsus.contoso.com', port: 8531 }] };
    expect(await run({ tls }, known, own)).toMatchObject({ blocked: { by: { id: 'cmg-connection' } } });
  });

  test('what the bypass list keeps from the proxy is told', async () => {
    const proxy = { source: 'winhttp', proxy: 'proxy.contoso.com:8080', bypass: '*.microsoftonline.com' } as const;
    const down: TlsOutcome = { status: 'timed-out', address };
    const tls = {
      ...everyHandshake(down),
      [`${registration}:443 ${registration}`]: shown(registration),
      [`${storage}:443 ${storage}`]: shown(storage),
    };
    const evidence = await run({ tls }, [[nameResolution, names({ proxy })]]);
    if ('blocked' in evidence) throw new Error('blocked');
    const [, first] = cloudEndpoints.judge(evidence, context());
    expect(first).toMatchObject({
      status: 'fail',
      fix: expect.stringContaining(`Take ${login} and ${device} off the bypass list`),
    });
  });

  test('when a portal answers for everybody, too', async () => {
    const portal = shown('portal.example');
    const wrong = { ...connectedTo([leaf({ name: 'portal.example' })]), controls: [] };
    expect(
      await run({ tls: everyHandshake(portal) }, [
        [nameResolution, names()],
        [cmgConnection, wrong],
      ]),
    ).toMatchObject({
      blocked: { by: { id: 'cmg-connection' } },
    });
    const elsewhere = names({ system: system.notFound, resolvers: [] });
    expect(await run({ tls: everyHandshake(portal) }, [[nameResolution, elsewhere]])).toMatchObject({
      blocked: { by: { id: 'name-resolution' } },
    });
    expect(await run({ tls: everyHandshake(portal) }, [[nameResolution, names()]])).toHaveProperty('endpoints');
  });

  test('a CMG that alone is down blocks nothing', async () => {
    const known = [
      [nameResolution, names()],
      [cmgConnection, failed({ status: 'timed-out', address })],
    ] as const;
    expect(await run({ tls: everyHandshake(shown(login)) }, known)).toHaveProperty('endpoints');
  });
});
