import { describe, expect, test } from '@jest/globals';
import type { NameResolutionEvidence } from '../../checks/name-resolution/evidence.ts';
import { nameResolution, wayToCmg } from '../../checks/name-resolution.ts';
import type { JudgeContext } from '../../src/core/check.ts';
import {
  a,
  answered,
  cmgAddress,
  cname,
  evidence,
  host,
  inside,
  noData,
  nxdomain,
  occupant,
  outside,
  says,
  servfail,
  silence,
  system,
  target,
} from './name-resolution/evidence.ts';

const context: JudgeContext = {
  target: { noCrlCheck: false, proxy: { kind: 'machine' }, publicResolvers: [] },
  observedAt: new Date('2026-06-01T12:00:00Z'),
  evidenceOf: () => undefined,
};
const judge = (given: NameResolutionEvidence) => nameResolution.judge(given, context);
/** `status code` of each finding, without the check's own prefix. */
const verdict = (given: NameResolutionEvidence) =>
  judge(given).map(({ status, code }) => `${status} ${code.replace('name-resolution.', '')}`);
const only = (given: NameResolutionEvidence) => {
  const [first] = judge(given);
  if (first === undefined) throw new Error('no finding');
  return first;
};
const fixOf = (given: NameResolutionEvidence) => {
  const finding = only(given);
  return 'fix' in finding ? (finding.fix ?? '') : '';
};
const oldAddress = '192.0.2.77';
const otherTarget = 'cmgold.westeurope.cloudapp.azure.com';

describe('in order', () => {
  test.each<[string, Partial<NameResolutionEvidence>]>([
    ['the same inside and outside', {}],
    [
      'Azure moved on: same target, other address',
      { resolvers: [inside(says.cmg()), outside(says.cmg('203.0.113.11'))] },
    ],
    ['the internet only, no configured server known', { resolvers: [outside(says.cmg())] }],
    [
      'a name of Azure needs no CNAME',
      {
        host: target,
        resolvers: [
          inside({ a: answered(a(target, cmgAddress)), aaaa: noData(), cname: noData() }),
          outside({ a: answered(a(target, cmgAddress)), aaaa: noData(), cname: noData() }),
        ],
      },
    ],
    [
      'a lab, told by its port, on loopback',
      {
        port: 8443,
        system: system.found('127.0.0.9'),
        resolvers: [inside(says.cmg('127.0.0.9')), outside(says.cmg('127.0.0.9'))],
      },
    ],
    ['both families', { system: system.found('2001:db8::9', cmgAddress) }],
  ])('%s', (_name, changes) => {
    expect(verdict(evidence(changes))).toEqual(['pass resolves']);
  });

  test('the internet out of reach is no obstacle', () => {
    const given = evidence({ resolvers: [inside(says.cmg()), outside(says.only(silence))] });
    expect(verdict(given)).toEqual(['pass resolves', 'skip public-view-unavailable']);
  });

  test('another deployment name under a wildcard certificate', () => {
    const resolvers = [inside(says.cmg(cmgAddress, otherTarget)), outside(says.cmg(cmgAddress, otherTarget))];
    expect(verdict(evidence({ resolvers, occupants: [occupant.cmg(cmgAddress, 'system', '*.contoso.com')] }))).toEqual([
      'pass resolves',
    ]);
  });
});

describe('no address', () => {
  test.each<[string, Partial<NameResolutionEvidence>, readonly string[]]>([
    [
      'the inner zone lacks the record',
      { resolvers: [inside(says.nothing()), outside(says.cmg())] },
      ['fail split-dns-missing'],
    ],
    ['the same, no configured server known', { resolvers: [outside(says.cmg())] }, ['fail split-dns-missing']],
    ['nowhere', { resolvers: [inside(says.nothing()), outside(says.nothing())] }, ['fail nxdomain']],
    [
      'not inside, the internet silent',
      { resolvers: [inside(says.nothing()), outside(says.only(silence))] },
      ['fail nxdomain', 'skip public-view-unavailable'],
    ],
    [
      'a network that knows nothing of the internet',
      { resolvers: [inside({ ...says.nothing(), wellKnown: nxdomain() }), outside(says.cmg())] },
      ['fail no-internet-names'],
    ],
    [
      'a network that answers in the place of public resolvers',
      {
        resolvers: [
          inside({ ...says.nothing(), wellKnown: nxdomain() }),
          outside({ ...says.nothing(), wellKnown: nxdomain() }),
        ],
      },
      ['fail no-internet-names', 'skip public-view-unavailable'],
    ],
    [
      'one server of a company that knows the internet, one that does not',
      {
        resolvers: [
          inside({ ...says.nothing(), wellKnown: nxdomain() }),
          inside(says.nothing(), '10.20.0.54'),
          outside(says.cmg()),
        ],
      },
      ['fail split-dns-missing'],
    ],
    [
      'a CNAME that a network without the internet cannot follow',
      {
        resolvers: [inside({ ...says.dangling(), wellKnown: nxdomain() }), outside(says.only(silence))],
      },
      ['fail no-internet-names', 'skip public-view-unavailable'],
    ],
    [
      'an empty answer to everything',
      { resolvers: [inside({ ...says.empty(), wellKnown: noData() }), outside(says.cmg())] },
      ['fail no-internet-names'],
    ],
    ['a CNAME to nothing', { resolvers: [inside(says.dangling()), outside(says.dangling())] }, ['fail no-address']],
    [
      'a CNAME that only the internet can follow',
      { resolvers: [inside(says.dangling()), outside(says.cmg())] },
      ['fail no-address'],
    ],
    [
      'a CNAME to nothing, seen outside only',
      { resolvers: [inside(says.nothing()), outside(says.dangling())] },
      ['fail no-address'],
    ],
    ['a loop', { resolvers: [inside(says.loop()), outside(says.loop())] }, ['fail no-address']],
    ['a name without an address', { resolvers: [inside(says.empty()), outside(says.cmg())] }, ['fail no-address']],
    [
      'SERVFAIL',
      { system: system.failed, resolvers: [inside(says.only(servfail)), outside(says.cmg())] },
      ['fail resolver-failed'],
    ],
    [
      'silence',
      { system: system.silent, resolvers: [inside(says.only(silence)), outside(says.cmg())] },
      ['fail resolver-failed'],
    ],
    [
      'no network at all',
      { system: system.failed, resolvers: [outside(says.only(silence))] },
      ['fail resolver-failed', 'skip public-view-unavailable'],
    ],
    [
      'Windows without an address, its server with one',
      { resolvers: [inside(says.cmg()), outside(says.cmg())] },
      ['fail resolver-failed'],
    ],
    [
      'one server knows it, the other denies it',
      { resolvers: [inside(says.nothing()), inside(says.cmg(), '10.20.0.54'), outside(says.cmg())] },
      ['fail resolver-failed'],
    ],
  ])('%s', (_name, changes, expected) => {
    expect(verdict(evidence({ system: system.notFound, ...changes }))).toEqual(expected);
  });

  test('what Windows got is said in words, its code beside them', () => {
    const told = (given: Partial<NameResolutionEvidence>) => judge(evidence(given))[0]?.what;
    expect(told({ system: system.failed, resolvers: [] })).toMatch(
      /could not be resolved: Windows got no usable answer \(EAI_AGAIN\); no name server is configured$/,
    );
    expect(told({ system: system.silent, resolvers: [] })).toMatch(/: Windows got no answer in time; /);
  });

  test('a proxy resolves by itself', () => {
    const given = evidence({
      system: system.notFound,
      proxy: { source: 'winhttp', proxy: 'proxy.contoso.com:8080', bypass: '' },
      resolvers: [inside(says.nothing())],
    });
    expect(verdict(given)).toEqual(['skip left-to-proxy', 'skip public-view-unavailable']);
    expect(wayToCmg(given)).toEqual({ kind: 'proxy', route: { host: 'proxy.contoso.com', port: 8080 } });
  });

  test('a proxy that lets the CMG past does not', () => {
    const given = evidence({
      system: system.notFound,
      proxy: { source: 'winhttp', proxy: 'proxy.contoso.com:8080', bypass: '*.contoso.com' },
      resolvers: [inside(says.nothing()), outside(says.cmg())],
    });
    expect(verdict(given)).toEqual(['fail split-dns-missing']);
    expect(wayToCmg(given).kind).toBe('none');
  });

  test('what is waited for and what is not', () => {
    expect(only(evidence({ system: system.failed, resolvers: [inside(says.only(servfail))] })).transient).toBe(true);
    expect(
      only(evidence({ system: system.notFound, resolvers: [inside(says.nothing()), outside(says.cmg())] })).transient,
    ).toBeUndefined();
  });
});

describe('the right thing to change', () => {
  const known = answered(a('login.microsoftonline.com', '203.0.113.30'));
  const proxy = (settings: { readonly proxy?: string; readonly autoConfigUrl?: string }) =>
    ({
      source: 'none',
      proxy: '',
      bypass: '',
      internetSettings: { proxy: '', bypass: '', autoConfigUrl: '', autoDetect: true, ...settings },
    }) as const;
  const failing = (said: Parameters<typeof inside>[0], changes: Partial<NameResolutionEvidence> = {}) =>
    evidence({ system: system.failed, resolvers: [inside(said), outside(says.cmg())], ...changes });

  test('servers that fail for everything, and one that fails for this name', () => {
    expect(fixOf(failing(says.only(servfail)))).toContain('its name servers answer');
    const broken = failing({ ...says.only(servfail), wellKnown: known });
    expect(only(broken).what).toContain('login.microsoftonline.com');
    expect(fixOf(broken)).toMatch(/how contoso\.com is resolved: .*DNSSEC.* The internet has it: CNAME/);
    const behindAlias = { ...says.only(servfail), cname: answered(cname(host, target)), wellKnown: known };
    expect(fixOf(failing(behindAlias))).toContain('how westeurope.cloudapp.azure.com is resolved');
    const refused = says.only({ status: 'refused', rcode: 'REFUSED', durationMs: 1, transport: 'udp' });
    expect(fixOf(failing({ ...refused, wellKnown: known }))).toContain(`rule that refuses ${host}`);
  });

  test('Windows says no, or gives up, although a server has the answer', () => {
    const given = (lookup: NameResolutionEvidence['system'], ...others: NameResolutionEvidence['resolvers']) =>
      only(evidence({ system: lookup, resolvers: [...others, inside(says.cmg()), outside(says.cmg())] }));
    expect(given(system.notFound)).toMatchObject({ owner: 'device', fix: expect.stringContaining('flushdns') });
    expect(given(system.silent)).toMatchObject({ owner: 'device', fix: expect.stringContaining('encrypted DNS') });
    expect(given(system.failed, inside(says.only(silence), '10.20.0.99'))).toMatchObject({
      owner: 'network',
      transient: true,
      fix: expect.stringContaining('Repair or replace 10.20.0.99'),
    });
  });

  test('a policy rule whose server is out of reach', () => {
    const policy = { id: '{VPN}', namespaces: ['.contoso.com'], servers: ['172.16.0.53'], directAccess: false };
    expect(fixOf(failing(says.only(silence), { policy }))).toMatch(/policy \{VPN\} sends .* to 172\.16\.0\.53.* VPN/);
  });

  test('a proxy that only SYSTEM’s Internet Settings know', () => {
    const walledIn = { ...says.nothing(), wellKnown: nxdomain() };
    const fix = (settings: Parameters<typeof proxy>[0]) =>
      fixOf(evidence({ system: system.notFound, proxy: proxy(settings), resolvers: [inside(walledIn)] }));
    expect(fix({ proxy: 'proxy.contoso.com:8080' })).toContain('netsh winhttp set proxy proxy.contoso.com:8080');
    expect(fix({ autoConfigUrl: 'http://p.contoso.com/p.pac' })).toContain('http://p.contoso.com/p.pac');
    expect(fix({})).toContain('forward names of the internet');
    expect(fixOf(failing(says.only(servfail), { proxy: proxy({ proxy: 'p:80' }) }))).toContain('set proxy p:80');
  });

  test('a CNAME without an end, of which nobody can tell whose fault it is', () => {
    const lost = (wellKnown: typeof known | undefined) =>
      only(
        evidence({
          system: system.notFound,
          resolvers: [inside({ ...says.dangling(), ...(wellKnown && { wellKnown }) }), outside(says.only(silence))],
        }),
      );
    expect(lost(known)).toMatchObject({ owner: 'cmg-admin', why: expect.stringContaining('deleted or renamed') });
    expect(lost(undefined)).toMatchObject({ owner: 'network', fix: expect.stringContaining('in another network') });
  });

  test('a CNAME that stayed behind, and one whose target is kept out', () => {
    const given = (said: Parameters<typeof inside>[0]) =>
      evidence({ system: system.notFound, resolvers: [inside({ ...said, wellKnown: known }), outside(says.cmg())] });
    expect(fixOf(given(says.dangling(otherTarget)))).toMatch(
      new RegExp(`^Remove the old record .* target ${target.replaceAll('.', '\\.')}\\.$`),
    );
    expect(fixOf(given(says.dangling()))).toContain('westeurope.cloudapp.azure.com or above');
  });

  test('a private address behind the right CNAME is another zone’s', () => {
    const given = evidence({
      system: system.found('10.1.2.3'),
      resolvers: [inside(says.cmg('10.1.2.3')), outside(says.cmg())],
      occupants: [occupant.silent('10.1.2.3'), occupant.cmg(cmgAddress, 'public')],
    });
    expect(verdict(given)).toEqual(['fail private-address']);
    expect(fixOf(given)).toMatch(new RegExp(`^The CNAME is right: remove .* for ${target}`));
  });

  test('a wildcard that leads to the CMG inside and outside is its record', () => {
    const wildcard = { ...says.cmg(), sibling: answered(cname('x.contoso.com', target), a(target, cmgAddress)) };
    const given = (resolvers: NameResolutionEvidence['resolvers']) =>
      verdict(evidence({ resolvers, occupants: [occupant.cmg(cmgAddress)] }));
    expect(given([inside(wildcard), outside(says.cmg())])).toEqual(['pass resolves']);
    expect(given([inside(wildcard), outside(says.nothing())])[0]).toBe('warn answers-anything');
  });

  test('"no such name" rewritten by the network: the record is missing, no portal is in the way', () => {
    const rewritten = {
      ...says.address(oldAddress),
      impossible: answered(a('x.invalid', oldAddress)),
      wellKnown: known,
    };
    const given = (publicly: Parameters<typeof outside>[0]) =>
      evidence({
        system: system.found(oldAddress),
        resolvers: [inside(rewritten), outside(publicly)],
        occupants: [occupant.other(oldAddress, 'search.example.net')],
      });
    expect(verdict(given(says.cmg()))).toEqual(['fail answers-anything']);
    expect(fixOf(given(says.cmg()))).toContain(`target ${target}`);
    // The address of the rewriting server is nothing to be published.
    expect(verdict(given(says.nothing()))).toEqual(['fail answers-anything']);
    expect(fixOf(given(says.nothing()))).toContain('Check the spelling');
    const portal = evidence({
      ...given(says.only(silence)),
      resolvers: [inside({ ...rewritten, wellKnown: answered(a('login.microsoftonline.com', oldAddress)) })],
    });
    expect(fixOf(portal)).toContain('portal');
  });

  test('an address of this network is no model for public DNS', () => {
    const given = evidence({
      system: system.found(oldAddress),
      resolvers: [inside(says.address(oldAddress)), outside(says.nothing())],
    });
    const note = judge(given).find(({ code }) => code.endsWith('split-dns-differs'));
    expect(note).toMatchObject({ status: 'warn', fix: expect.not.stringContaining(oldAddress) });
  });

  test('a network without IPv4 is not cured by a record', () => {
    const translated = '64:ff9b::cb00:710a';
    const given = (resolvers: NameResolutionEvidence['resolvers'], address: string) =>
      fixOf(evidence({ system: system.found(address), resolvers, occupants: [occupant.cmg(address)] }));
    expect(given([inside(says.ipv6(translated)), outside(says.cmg())], translated)).toContain('give the device IPv4');
    expect(given([inside(says.cmg()), outside(says.cmg())], '2001:db8::9')).toContain('give the device IPv4');
    expect(given([inside(says.ipv6('2001:db8::9')), outside(says.cmg())], '2001:db8::9')).toContain('type CNAME');
  });

  test('made-up addresses are exempted where they are made up, and that is all that is said', () => {
    const given = evidence({
      system: system.found('198.18.0.5'),
      resolvers: [inside(says.address('198.18.0.5')), outside(says.cmg())],
      occupants: [occupant.cmg('198.18.0.5')],
    });
    expect(verdict(given)).toEqual(['warn private-address']);
    expect(fixOf(given)).toContain('Exempt');
  });

  test('a name in Azure’s domain that has not the form of a deployment is no zone of the company', () => {
    const name = 'cmg.cloudapp.azure.com';
    const given = {
      ...evidence({ system: system.notFound, resolvers: [inside(says.nothing('azure.com'))] }),
      host: name,
    };
    expect(only(given)).toMatchObject({ owner: 'cmg-admin', fix: expect.stringContaining('<prefix>.<region>') });
  });

  test('a name that public DNS can never have, and half a name', () => {
    const name = 'cmg.contoso.local';
    const said = { a: answered(a(name, cmgAddress)), aaaa: noData(), cname: noData() };
    const here = { ...evidence({ resolvers: [inside(said), outside(says.nothing(''))] }), host: name };
    expect(judge(here).find(({ code }) => code.endsWith('split-dns-differs'))).toMatchObject({
      owner: 'cmg-admin',
      fix: expect.stringContaining('.local'),
    });
    const nowhere = (host: string) => ({
      ...evidence({ system: system.notFound, resolvers: [inside(says.nothing(''))] }),
      host,
    });
    expect(fixOf(nowhere(name))).toContain('No name under .local');
    expect(fixOf(nowhere('cmg'))).toContain('whole service name');
  });

  test('a top-level domain that denies the name is not where the record goes', () => {
    const given = evidence({ resolvers: [inside(says.cmg()), outside(says.nothing('com'))] });
    const note = judge(given).find(({ code }) => code.endsWith('split-dns-differs'));
    expect(note).toMatchObject({ fix: expect.stringContaining('In the zone contoso.com create') });
  });
});

describe('an odd address is settled by who answers there', () => {
  const stale = {
    system: system.found(oldAddress),
    resolvers: [inside(says.address(oldAddress)), outside(says.cmg())],
  };
  const home = { system: system.found('10.1.2.3'), resolvers: [inside(says.address('10.1.2.3')), outside(says.cmg())] };
  const pinned = { system: system.found(oldAddress), hosts: [{ address: oldAddress, name: host, line: 24 }] };
  const wild = {
    system: system.found(oldAddress),
    resolvers: [
      inside({ ...says.address(oldAddress), sibling: answered(a('x.contoso.com', oldAddress)) }),
      outside(says.cmg()),
    ],
  };
  const portal = {
    system: system.found(oldAddress),
    resolvers: [
      inside({ ...says.address(oldAddress), impossible: answered(a('x.invalid', oldAddress)) }),
      outside(says.only(silence)),
    ],
  };
  const suffixed = {
    system: system.found(oldAddress),
    absolute: system.notFound,
    resolvers: [inside(says.nothing()), outside(says.nothing())],
  };
  const newOnly = {
    system: system.found('2001:db8::9'),
    resolvers: [inside(says.ipv6('2001:db8::9')), outside(says.cmg())],
  };
  const filtered = {
    system: system.found('0.0.0.0'),
    resolvers: [inside(says.address('0.0.0.0')), outside(says.cmg())],
  };

  test.each<[string, Partial<NameResolutionEvidence>, string]>([
    ['another record inside', stale, 'split-dns-differs'],
    [
      'another deployment inside',
      { ...stale, resolvers: [inside(says.cmg(oldAddress, otherTarget)), outside(says.cmg())] },
      'split-dns-differs',
    ],
    ['a private address', home, 'private-address'],
    ['a hosts file entry', pinned, 'hosts-override'],
    ['a wildcard record', wild, 'answers-anything'],
    ['a portal that answers everything', portal, 'answers-anything'],
    ['a search suffix', suffixed, 'search-suffix'],
    ['IPv6 only', newOnly, 'ipv6-only'],
    ["a filter's address", filtered, 'private-address'],
  ])('%s', (_name, changes, code) => {
    const [address = ''] = changes.system?.status === 'answered' ? changes.system.addresses : [];
    const judged = (...occupants: NameResolutionEvidence['occupants']) =>
      verdict(evidence({ ...changes, occupants }))[0];
    expect(judged(occupant.cmg(address))).toBe(`warn ${code}`);
    const same = judged(occupant.cmg(address), occupant.cmg(cmgAddress, 'public'));
    expect(same).toBe(code === 'split-dns-differs' ? 'pass resolves' : `warn ${code}`);
    expect(judged(occupant.cmg(address, 'system', '*.contoso.com', 'bb'), occupant.cmg(cmgAddress, 'public'))).toBe(
      `warn ${code}`,
    );
    expect(judged(occupant.other(address, 'intranet.fabrikam.com'))).toBe(`fail ${code}`);
    expect(judged(occupant.silent(address), occupant.cmg(cmgAddress, 'public'))).toBe(`fail ${code}`);
  });

  test('silence on both sides proves nothing but for an address that no CMG can have', () => {
    const silent = (address: string) => [occupant.silent(address), occupant.silent(cmgAddress, 'public')];
    expect(verdict(evidence({ ...stale, occupants: silent(oldAddress) }))[0]).toBe('warn split-dns-differs');
    expect(verdict(evidence({ ...pinned, occupants: silent(oldAddress) }))[0]).toBe('warn hosts-override');
    expect(verdict(evidence({ ...home, occupants: silent('10.1.2.3') }))[0]).toBe('fail private-address');
    const better = [occupant.silent(oldAddress), occupant.cmg(cmgAddress, 'configured')];
    expect(only(evidence({ ...pinned, occupants: better }))).toMatchObject({
      status: 'fail',
      why: expect.stringContaining('configured name servers'),
    });
    const blocked = { system: system.found('0.0.0.0'), hosts: [{ address: '0.0.0.0', name: host, line: 7 }] };
    expect(verdict(evidence({ ...blocked, occupants: silent('0.0.0.0') }))[0]).toBe('fail hosts-override');
  });

  test.each(['ENETUNREACH', 'EACCES'])('a server that this device lets nobody ask is no fault: %s', (code) => {
    const lost = says.only({ status: 'unreachable', code, durationMs: 1, transport: 'udp' });
    expect(
      verdict(evidence({ resolvers: [inside(says.cmg()), inside(lost, '2001:db8::53'), outside(says.cmg())] })),
    ).toEqual(['pass resolves']);
  });

  test('an answer that no server explains is no fault by itself: caches and encrypted DNS differ too', () => {
    const given = {
      ...suffixed,
      absolute: system.found(oldAddress),
      occupants: [occupant.silent(oldAddress)],
      resolvers: [inside(says.nothing())],
    };
    expect(verdict(evidence(given))[0]).toBe('pass resolves');
  });

  test('where to connect', () => {
    expect(wayToCmg(evidence({ ...stale, occupants: [occupant.other(oldAddress, 'www.fabrikam.com')] })).kind).toBe(
      'none',
    );
    expect(wayToCmg(evidence({ ...stale, occupants: [occupant.cmg(oldAddress)] }))).toEqual({
      kind: 'addresses',
      addresses: [oldAddress],
    });
    expect(wayToCmg(evidence())).toEqual({ kind: 'addresses', addresses: [cmgAddress] });
  });
});

describe('worth a word', () => {
  test.each<[string, Partial<NameResolutionEvidence>, readonly string[]]>([
    [
      'an address of its own',
      { resolvers: [inside(says.address(cmgAddress)), outside(says.address(cmgAddress))] },
      ['pass resolves', 'warn cname-missing'],
    ],
    [
      'something between it and Azure',
      {
        resolvers: [
          inside(says.cmg(cmgAddress, 'cmg.trafficmanager.net')),
          outside(says.cmg(cmgAddress, 'cmg.trafficmanager.net')),
        ],
      },
      ['pass resolves', 'warn cname-unexpected'],
    ],
    [
      'a deployment of another name',
      {
        resolvers: [inside(says.cmg(cmgAddress, otherTarget)), outside(says.cmg(cmgAddress, otherTarget))],
        occupants: [occupant.cmg(cmgAddress)],
      },
      ['pass resolves', 'warn cname-unexpected'],
    ],
    [
      'unknown to the internet',
      { resolvers: [inside(says.cmg()), outside(says.nothing())] },
      ['pass resolves', 'warn split-dns-differs'],
    ],
    [
      'a dead server beside a live one',
      { resolvers: [inside(says.cmg()), inside(says.only(silence), '10.20.0.54'), outside(says.cmg())] },
      ['pass resolves', 'warn resolver-failed'],
    ],
    [
      'a server that lacks the record',
      { resolvers: [inside(says.cmg()), inside(says.nothing(), '10.20.0.54'), outside(says.cmg())] },
      ['pass resolves', 'warn servers-disagree'],
    ],
    [
      'no server that answers over port 53, and Windows has the answer all the same: encrypted DNS',
      { resolvers: [inside(says.only(silence)), inside(says.only(silence), '10.20.0.54'), outside(says.cmg())] },
      ['pass resolves', 'skip resolver-failed'],
    ],
    [
      'a server that has the record and cannot follow it',
      { resolvers: [inside(says.cmg()), inside(says.dangling(), '10.20.0.54'), outside(says.cmg())] },
      ['pass resolves', 'warn servers-disagree'],
    ],
    [
      'addresses that change with every question',
      {
        system: system.found('203.0.113.12'),
        resolvers: [inside(says.cmg('203.0.113.11')), outside(says.cmg('203.0.113.13'))],
      },
      ['pass resolves'],
    ],
    [
      'a service name with a hyphen in front of a deployment without one',
      {
        host: 'cm-gw.contoso.com',
        resolvers: [
          inside({
            a: answered(cname('cm-gw.contoso.com', target), a(target, cmgAddress)),
            aaaa: noData(),
            cname: answered(cname('cm-gw.contoso.com', target)),
          }),
          outside(says.only(silence)),
        ],
        occupants: [occupant.cmg(cmgAddress, 'system', '*.contoso.com')],
      },
      ['pass resolves', 'skip public-view-unavailable'],
    ],
    [
      'a name that no storage account can have',
      {
        host: 'my-cmg.westeurope.cloudapp.azure.com',
        resolvers: [
          outside({
            a: answered(a('my-cmg.westeurope.cloudapp.azure.com', cmgAddress)),
            aaaa: noData(),
            cname: noData(),
          }),
        ],
      },
      ['pass resolves', 'warn service-name'],
    ],
  ])('%s', (_name, changes, expected) => {
    expect(verdict(evidence(changes))).toEqual(expected);
  });
});

describe('the fix names zone, type, name and target', () => {
  const missing = (...resolvers: NameResolutionEvidence['resolvers']) =>
    evidence({ system: system.notFound, resolvers });

  test('of the inner zone as its server calls it', () => {
    expect(fixOf(missing(inside(says.nothing()), outside(says.cmg())))).toBe(
      `In the zone contoso.com (primary server dc1.corp.contoso.com) create: type CNAME, name cmg, target ${target}.`,
    );
  });

  test('an address where the internet has no CNAME', () => {
    expect(fixOf(missing(inside(says.nothing()), outside(says.address(cmgAddress))))).toContain(
      `type A, name cmg, address ${cmgAddress}`,
    );
  });

  test('a zone that is called like the CMG can hold no CNAME', () => {
    const fix = fixOf(missing(inside(says.empty(host)), outside(says.cmg())));
    expect(fix).toContain(`The zone ${host}`);
    expect(fix).toContain('delete that zone');
    expect(fix).toContain(cmgAddress);
  });

  test("Azure's own domain, blocked inside", () => {
    const name = target;
    const denied = nxdomain();
    const known = { a: answered(a(name, cmgAddress)), aaaa: noData(), cname: noData() };
    const given = { ...missing(inside({ a: denied, aaaa: denied, cname: denied }), outside(known)), host: name };
    expect(verdict(given)).toEqual(['fail split-dns-missing']);
    expect(fixOf(given)).toContain('forward westeurope.cloudapp.azure.com');
  });

  test('a dangling CNAME is named with its target', () => {
    const given = missing(inside(says.dangling()), outside(says.dangling()));
    expect(only(given)).toMatchObject({ owner: 'cmg-admin', what: expect.stringContaining(target) });
  });

  test('a policy rule that sends the name elsewhere is named', () => {
    const policy = { id: '{VPN}', namespaces: ['.contoso.com'], servers: ['172.16.0.53'], directAccess: false };
    expect(fixOf({ ...missing(inside(says.nothing()), outside(says.cmg())), policy })).toContain(
      'exempt the name from the name resolution policy {VPN}',
    );
  });

  test('a name of Azure that nobody has is gone', () => {
    const given = { ...missing(inside(says.nothing()), outside(says.nothing())), host: target };
    expect(only(given)).toMatchObject({ owner: 'cmg-admin', fix: expect.stringContaining('redeployed') });
  });

  test('an address of the internet without a CNAME is offered at the top of a zone too', () => {
    expect(fixOf(missing(inside(says.empty(host)), outside(says.only(silence))))).toContain('address of the CMG');
  });

  test('every finding of this file reads as a sentence with a place to go', () => {
    const given = missing(
      inside({ a: nxdomain(cname(host, target)), aaaa: nxdomain(), cname: answered(cname(host, target)) }),
      outside(says.cmg()),
    );
    for (const finding of judge(given)) {
      expect(finding.what).not.toMatch(/undefined|null|\[object/);
    }
  });
});
