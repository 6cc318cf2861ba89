import { describe, expect, test } from '@jest/globals';
import { deviceContext } from '../../checks/device-context.ts';
import type { InstallFacts } from '../../checks/install-readiness.ts';
import { installReadiness } from '../../checks/install-readiness.ts';
import { isBlocked, type ProbeContext } from '../../src/core/check.ts';
import type { Target } from '../../src/core/target.ts';
import { parseCcmsetupCommand } from '../../src/formats/ccmsetup-command.ts';
import type {
  CommandOutcome,
  RegistryData,
  RegistryKey,
  RegistryOutcome,
  SessionFacts,
  SpaceOutcome,
} from '../../src/host/ports.ts';
import { exited, fakeHost, type Script } from '../fake-host.ts';

const SERVICES = 'HKLM\\SYSTEM\\CurrentControlSet\\Services';
const CURRENT_VERSION = 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion';
const DEFENDER = 'HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows Defender';
const METERING = 'HKLM\\SOFTWARE\\Microsoft\\DusmSvc\\Profiles';
const MOBILE_CLIENT = 'HKLM\\SOFTWARE\\Microsoft\\SMS\\Mobile Client';
const AUTOPILOT =
  'HKLM\\SOFTWARE\\Microsoft\\Windows\\Autopilot\\EnrollmentStatusTracking\\Device\\DevicePreparation\\PolicyProviders\\ConfigMgr';
const SYSTEM_FOLDERS = 'HKU\\S-1-5-18\\Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\User Shell Folders';

const paths = [
  MOBILE_CLIENT,
  ...['CcmExec', 'ccmsetup', 'BITS', 'msiserver', 'Schedule', 'Winmgmt'].map((name) => `${SERVICES}\\${name}`),
  'HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows\\Installer',
  `${CURRENT_VERSION}\\Installer\\InProgress`,
  'HKLM\\SOFTWARE\\Microsoft\\NET Framework Setup\\NDP\\v4\\Full',
  `${CURRENT_VERSION}\\Component Based Servicing\\RebootPending`,
  `${CURRENT_VERSION}\\WindowsUpdate\\Auto Update\\RebootRequired`,
  `${METERING} /s`,
  SYSTEM_FOLDERS,
  `${DEFENDER}\\Windows Defender Exploit Guard\\ASR\\Rules`,
  `${DEFENDER}\\Policy Manager`,
  AUTOPILOT,
];

type Values = Readonly<Record<string, number | string | readonly string[]>>;

function key(path: string, values: Values = {}): RegistryKey {
  const data = Object.entries(values).map(([name, value]): [string, RegistryData] => [
    name,
    typeof value === 'number'
      ? { type: 'number', value }
      : typeof value === 'string'
        ? { type: 'string', value }
        : { type: 'strings', value },
  ]);
  return { path: path.replace(/^HKLM/, 'HKEY_LOCAL_MACHINE'), values: Object.fromEntries(data) };
}

const found = (path: string, values: Values = {}): RegistryOutcome => ({ status: 'found', keys: [key(path, values)] });
const start = (value: number) => ({ Start: value });

/** As tasklist prints it, in any language of Windows but for the sentence. */
const processes = (...names: readonly string[]) =>
  exited(
    names.length === 0
      ? 'INFORMATION: Es werden keine Aufgaben mit den angegebenen Kriterien ausgeführt.\r\n'
      : names.map((name) => `"${name}","4711","Services","0","12.345 K"\r\n`).join(''),
  );
const TASKLIST = 'tasklist /fi imagename eq ccmsetup.exe /fo csv /nh';

/** A device on which these keys exist, and nothing else. */
async function factsOf(present: Readonly<Record<string, RegistryOutcome>>, script: Script = {}): Promise<InstallFacts> {
  const absent = Object.fromEntries(paths.map((path) => [path, { status: 'absent' } as const]));
  const outcome = await installReadiness.probe(contextOf({ ...absent, ...present }, {}, script));
  if (isBlocked(outcome)) throw new Error(outcome.blocked.why);
  return outcome;
}

function contextOf(
  registry: Readonly<Record<string, RegistryOutcome>>,
  session: Partial<SessionFacts> = {},
  script: Script = {},
): ProbeContext {
  return {
    target: target(),
    observedAt: new Date('2026-06-01T12:00:00Z'),
    evidenceOf: () => undefined,
    host: fakeHost({ registry, session, commands: { [TASKLIST]: processes() }, ...script }),
    signal: new AbortController().signal,
    debug: () => {},
  };
}

function target(line?: string): Target {
  const parsed = line === undefined ? undefined : parseCcmsetupCommand(line);
  return {
    noCrlCheck: false,
    proxy: { kind: 'none' },
    publicResolvers: [],
    ...(parsed?.ok === true && { ccmsetup: parsed.command }),
  };
}

async function judged(present: Readonly<Record<string, RegistryOutcome>>, line?: string, script?: Script) {
  const facts = await factsOf(present, script);
  return installReadiness.judge(facts, { ...contextOf({}), target: target(line) });
}
const codes = (findings: Awaited<ReturnType<typeof judged>>) =>
  findings.map(({ code, status }) => `${status} ${code.split('.')[1]}`);

/** Services as Windows has them. */
const healthyServices = {
  [`${SERVICES}\\BITS`]: found(`${SERVICES}\\BITS`, start(3)),
  [`${SERVICES}\\msiserver`]: found(`${SERVICES}\\msiserver`, start(3)),
  [`${SERVICES}\\Schedule`]: found(`${SERVICES}\\Schedule`, start(2)),
  [`${SERVICES}\\Winmgmt`]: found(`${SERVICES}\\Winmgmt`, start(2)),
};
const dotNet = (release: number) => {
  const path = 'HKLM\\SOFTWARE\\Microsoft\\NET Framework Setup\\NDP\\v4\\Full';
  return { [path]: found(path, { Release: release, Version: '4.6.01055' }) };
};
const one = (path: string, values: Values = {}) => ({ [path]: found(path, values) });
const line = (more: string) =>
  `ccmsetup.exe ${more} CCMHOSTNAME=cmg.contoso.com/CCM_Proxy_MutualAuth/8 SMSSITECODE=ABC`;

test('a healthy device is ready', async () => {
  const present = {
    ...healthyServices,
    ...dotNet(533_320),
    ...one(SYSTEM_FOLDERS, { AppData: '%USERPROFILE%\\AppData\\Roaming' }),
  };
  expect(codes(await judged(present))).toEqual(['pass ready']);
  expect(codes(await judged({}))).toEqual(['pass ready']);
});

describe('a setup that is there already', () => {
  const service = one(`${SERVICES}\\ccmsetup`, start(2));
  const told = async (list: CommandOutcome, present = {}) =>
    judged(present, line(''), { commands: { [TASKLIST]: list } });

  test.each<[string, CommandOutcome, object, readonly string[]]>([
    ['it runs', processes('CcmSetup.exe'), {}, ['warn setup-running']],
    ['it runs as a service', processes('ccmsetup.exe'), service, ['warn setup-running']],
    ['it was cut off', processes(), service, ['warn setup-service-present']],
    ['only its name is like it', processes('notccmsetup.exe', 'ccmsetup.exe.bak'), {}, ['pass ready']],
    [
      'UTF-16, as some systems print it',
      {
        ...processes(),
        stdout: Buffer.from('"ccmsetup.exe","8","Console","1","1 K"\r\n', 'utf16le'),
      } as CommandOutcome,
      {},
      ['warn setup-running'],
    ],
  ])('%s', async (_, list, present, expected) => {
    expect(codes(await told(list, present))).toEqual(expected);
  });

  test.each<[string, CommandOutcome]>([
    ['there is no tasklist', { status: 'missing', path: 'C:\\Windows\\System32\\tasklist.exe' }],
    ['it hangs', { status: 'timed-out', stdout: new Uint8Array(), durationMs: 10_000 }],
    ['it fails', exited('FEHLER: Zugriff verweigert.', 1)],
  ])('nothing is said of it when %s', async (_, list) => {
    expect(codes(await told(list))).toEqual(['pass ready', 'skip unread']);
    const [, unread] = await told(list, service);
    expect((await told(list, service))[0]?.what).toContain('is running, or one was cut off');
    expect(unread?.what).toContain('whether a ccmsetup.exe runs');
  });
});

test.each<[SpaceOutcome, readonly string[]]>([
  [{ status: 'measured', freeBytes: 500_000_000 }, ['pass ready']],
  [{ status: 'measured', freeBytes: 499_999_999 }, ['warn space-low']],
  [{ status: 'measured', freeBytes: 0 }, ['warn space-low']],
  [{ status: 'unreadable', code: 'EACCES' }, ['pass ready', 'skip unread']],
])('free space %j', async (space, expected) => {
  expect(codes(await judged({}, line(''), { space }))).toEqual(expected);
});

describe('a client that is there already', () => {
  const installed = {
    ...one(MOBILE_CLIENT, { SmsClientVersion: '5.00.9128.1007', AssignedSiteCode: 'ABC' }),
    ...one(`${SERVICES}\\CcmExec`, start(2)),
  };
  test.each<[string, Readonly<Record<string, RegistryOutcome>>, string | undefined, readonly string[]]>([
    ['of this site', installed, line(''), ['pass ready', 'pass client-present']],
    ['without a line', installed, undefined, ['pass ready', 'pass client-present']],
    ['traces of one that is gone', one(MOBILE_CLIENT, { AssignedSiteCode: 'XYZ' }), line(''), ['pass ready']],
    [
      'of another site',
      { ...installed, ...one(MOBILE_CLIENT, { AssignedSiteCode: 'XYZ' }) },
      line(''),
      ['warn client-of-another-site'],
    ],
    ['with /logon', installed, line('/logon'), ['warn client-stops-install']],
    ['with /forceinstall', installed, line('/forceinstall'), ['pass ready', 'pass client-removed-first']],
    ['disabled', { ...installed, ...one(`${SERVICES}\\CcmExec`, start(4)) }, line(''), ['warn client-disabled']],
    ['setup cut off', one(`${SERVICES}\\ccmsetup`, start(2)), line(''), ['warn setup-service-present']],
  ])('%s', async (_, present, text, expected) => {
    expect(codes(await judged(present, text))).toEqual(expected);
  });

  test('version and site are told', async () => {
    expect((await judged(installed)).at(-1)?.what).toBe(
      'A Configuration Manager client 5.00.9128.1007 of site ABC is installed',
    );
  });
});

describe('what stands in the way', () => {
  const profile = (network: string, cost: number): RegistryOutcome => ({
    status: 'found',
    keys: [key(METERING), key(`${METERING}\\{0A1B2C3D-1111-4222-8333-444455556666}\\${network}`, { UserCost: cost })],
  });
  const network = `${SERVICES}\\Tcpip\\Parameters\\Interfaces\\{0A1B2C3D-1111-4222-8333-444455556666}`;
  const rule = 'd1e49aac-8f56-4280-b9ba-993a6d77406c';

  test.each<[string, Readonly<Record<string, RegistryOutcome>>, readonly string[]]>([
    ['BITS', one(`${SERVICES}\\BITS`, start(4)), ['fail service-disabled']],
    ['Windows Installer', one(`${SERVICES}\\msiserver`, start(4)), ['fail service-disabled']],
    ['WMI', one(`${SERVICES}\\Winmgmt`, start(4)), ['fail service-disabled']],
    ['Task Scheduler', one(`${SERVICES}\\Schedule`, start(4)), ['warn service-disabled']],
    [
      'DisableMSI 2',
      one('HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows\\Installer', { DisableMSI: 2 }),
      ['fail installer-forbidden'],
    ],
    ['DisableMSI 1', one('HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows\\Installer', { DisableMSI: 1 }), ['pass ready']],
    ['another installation', one(`${CURRENT_VERSION}\\Installer\\InProgress`), ['warn installer-busy']],
    ['.NET 4.6.1', dotNet(394_254), ['warn dotnet-old']],
    ['.NET 4.6.2', dotNet(394_802), ['pass ready']],
    [
      'servicing',
      one(`${CURRENT_VERSION}\\Component Based Servicing\\RebootPending`),
      ['pass ready', 'pass restart-pending'],
    ],
    [
      'updates',
      one(`${CURRENT_VERSION}\\WindowsUpdate\\Auto Update\\RebootRequired`),
      ['pass ready', 'pass restart-pending'],
    ],
    ['AppData on a share', one(SYSTEM_FOLDERS, { AppData: '\\\\server\\share' }), ['warn system-appdata']],
    [
      'AppData in full',
      one(SYSTEM_FOLDERS, { AppData: 'C:\\WINDOWS\\system32\\config\\systemprofile\\AppData\\Roaming' }),
      ['pass ready'],
    ],
    ['AppData not set', one(SYSTEM_FOLDERS), ['pass ready']],
    [
      'ASR by policy',
      one(`${DEFENDER}\\Windows Defender Exploit Guard\\ASR\\Rules`, { [rule.toUpperCase()]: '1' }),
      ['warn attack-surface-rule'],
    ],
    [
      'ASR as a number',
      one(`${DEFENDER}\\Windows Defender Exploit Guard\\ASR\\Rules`, { [rule]: 1 }),
      ['warn attack-surface-rule'],
    ],
    ['ASR audits', one(`${DEFENDER}\\Windows Defender Exploit Guard\\ASR\\Rules`, { [rule]: '2' }), ['pass ready']],
    [
      'ASR by MDM',
      one(`${DEFENDER}\\Policy Manager`, { ASRRules: `b2b3f03d-6a65-4f7b-a9c7-1c7ef74a9ba4=1|${rule}=1` }),
      ['warn attack-surface-rule'],
    ],
    ['ASR off by MDM', one(`${DEFENDER}\\Policy Manager`, { ASRRules: `${rule}=0` }), ['pass ready']],
    ['Autopilot is about to', one(AUTOPILOT, { InstallationState: 1 }), ['warn autopilot-installs']],
    ['Autopilot not required', one(AUTOPILOT, { InstallationState: 2 }), ['pass ready']],
    ['Autopilot done', one(AUTOPILOT, { InstallationState: 3 }), ['pass ready']],
    ['Autopilot failed', one(AUTOPILOT, { InstallationState: 4 }), ['warn autopilot-failed']],
    [
      'metered',
      { [`${METERING} /s`]: profile('*', 2), ...one(network, { DhcpIPAddress: '192.0.2.7' }) },
      ['warn metered-network'],
    ],
    [
      'metered, fixed address',
      { [`${METERING} /s`]: profile('*', 2), ...one(network, { IPAddress: ['192.0.2.7'] }) },
      ['warn metered-network'],
    ],
    [
      'metered, not connected',
      { [`${METERING} /s`]: profile('*', 2), ...one(network, { DhcpIPAddress: '0.0.0.0' }) },
      ['pass ready'],
    ],
    [
      'metered, no such interface',
      { [`${METERING} /s`]: profile('*', 2), [network]: { status: 'absent' } },
      ['pass ready'],
    ],
    ['one metered network', { [`${METERING} /s`]: profile('{9}', 2) }, ['pass ready']],
    ['not metered', { [`${METERING} /s`]: profile('*', 0) }, ['pass ready']],
  ])('%s', async (_, present, expected) => {
    expect(codes(await judged(present, line('')))).toEqual(expected);
  });

  test('/AllowMetered', async () => {
    const present = { [`${METERING} /s`]: profile('*', 2), ...one(network, { DhcpIPAddress: '192.0.2.7' }) };
    expect(codes(await judged(present, line('/AllowMetered')))).toEqual(['pass ready']);
  });
});

describe('what could not be read', () => {
  test('is said and nothing concluded', async () => {
    const present = { [SYSTEM_FOLDERS]: { status: 'denied' }, [`${METERING} /s`]: { status: 'timed-out' } } as const;
    const findings = await judged(present);
    expect(codes(findings)).toEqual(['pass ready', 'skip unread']);
    expect(findings[1]?.what).toBe(`Not everything could be read: ${METERING} and 1 more`);
  });

  test('nothing at all is not ready', async () => {
    const present = Object.fromEntries(
      paths.map((path) => [path, { status: 'unavailable', why: 'reg.exe is missing' } as const]),
    );
    const findings = await judged(present);
    expect(codes(findings)).toEqual(['skip unread']);
    expect(findings[0]?.why).toMatch(/: reg\.exe is missing\.$/);
  });
});

test('elsewhere than on Windows it is blocked', async () => {
  const outcome = await installReadiness.probe(contextOf({}, { platform: 'other' }));
  expect(isBlocked(outcome) && outcome.blocked.by).toBe(deviceContext);
});

test('the evidence shows the few values that were looked at', async () => {
  const facts = await factsOf({
    ...one(MOBILE_CLIENT, { SmsClientVersion: '5.00.9128.1007', Secret: 'x' }),
    [`${SERVICES}\\BITS`]: { status: 'denied' },
    ...one(`${DEFENDER}\\Windows Defender Exploit Guard\\ASR\\Rules`, { a: '1', b: ['c', 'd'] }),
  });
  const shown = installReadiness.present(facts);
  expect(shown).toMatchObject({
    client: { status: 'found', keys: [{ SmsClientVersion: '5.00.9128.1007' }] },
    bits: { status: 'denied' },
    attackSurface: { keys: [{ a: '1', b: 'c; d' }] },
    wmi: { status: 'absent' },
  });
  expect(JSON.stringify(shown)).not.toContain('Secret');
});
