import type { Finding } from '../../src/core/finding.ts';
import { findingsOf, worstStatus } from '../../src/core/finding.ts';
import type { JsonObject } from '../../src/core/json.ts';
import { type CheckResult, countByStatus, type Report } from '../../src/core/report.ts';
import { isRetryable, verdictOf } from '../../src/core/verdict.ts';
import { waive } from '../../src/core/waiver.ts';

/** A check's result made as the runner makes it. */
export function result(title: string, findings: readonly Finding[], evidence: JsonObject = {}): CheckResult {
  const id = (findings[0]?.code ?? 'none.none').split('.')[0] ?? '';
  return { id, title, status: worstStatus(findings), durationMs: 42, findings, evidence };
}

/** A report whose verdict and counts follow from its checks. */
export function reportOf(checks: readonly CheckResult[], exitCode: number, changes: Partial<Report> = {}): Report {
  return {
    schemaVersion: 1,
    tool: { name: 'cmg-preflight', version: '1.2.3' },
    startedAt: '2026-06-01T12:00:00.000Z',
    durationMs: 3_210,
    device: {
      computerName: 'PC-0001',
      user: 'NT AUTHORITY\\SYSTEM',
      isSystem: true,
      elevated: true,
      osBuild: 22_631,
      arch: 'x64',
      deviceId: '6f2d4c1e-8a7b-4c3d-9e0f-1a2b3c4d5e6f',
      tenantId: '0d9c8b7a-6f5e-4d3c-8b1a-0f9e8d7c6b5a',
      joinType: 'entra',
    },
    target: { cmg: 'cmg.contoso.com', tenantId: '0d9c8b7a-6f5e-4d3c-8b1a-0f9e8d7c6b5a', noCrlCheck: false },
    verdict: verdictOf(checks),
    retryable: isRetryable(checks),
    exitCode,
    counts: countByStatus(checks),
    checks,
    ...changes,
  };
}

const entraJoin = findingsOf('entra-join', ['joined', 'hybrid-pending']);
const names = findingsOf('name-resolution', ['resolves', 'public-view-unavailable', 'split-dns-missing']);
const connection = findingsOf('cmg-connection', ['connected', 'skipped', 'timed-out']);
const crl = findingsOf('crl-reachability', ['reachable', 'unreachable', 'expired', 'skipped']);
const onboarding = findingsOf('tenant-onboarding', ['onboarded', 'service-error']);
const command = findingsOf('ccmsetup-command', ['absent', 'sitecode-auto']);

export const titles = {
  command: 'the ccmsetup command line is well formed',
  join: 'this device is joined to the expected Microsoft Entra tenant',
  names: 'the name of the cloud management gateway resolves to the same place here and on the internet',
  connection: 'the cloud management gateway accepts a TLS connection',
  crl: 'every revocation list of the gateway’s chain can be fetched, is valid and does not list its certificates',
  onboarding: 'the tenant is onboarded to this cloud management gateway',
};

const joined = result(titles.join, [
  entraJoin.pass('joined', { what: 'The device is joined to tenant 0d9c8b7a-6f5e-4d3c-8b1a-0f9e8d7c6b5a.' }),
]);
const resolves = result(
  titles.names,
  [
    names.pass('resolves', { what: 'cmg.contoso.com resolves to 203.0.113.10.', subject: 'cmg.contoso.com' }),
    names.skip('public-view-unavailable', {
      what: 'The internet’s view of DNS was not compared.',
      why: 'None of 8.8.8.8:53, 9.9.9.9:53 and https://1.1.1.1/dns-query answered.',
    }),
  ],
  { lookup: { status: 'answered', addresses: ['203.0.113.10'] } },
);
const connected = result(titles.connection, [
  connection.pass('connected', { what: 'TLSv1.3 with cmg.contoso.com at 203.0.113.10:443.' }),
]);
const reachable = result(titles.crl, [
  crl.pass('reachable', { what: 'http://pki.contoso.com/ca.crl is valid until 2026-06-08.' }),
]);
const onboarded = result(titles.onboarding, [onboarding.pass('onboarded', { what: 'The gateway knows the tenant.' })]);
const absent = result(titles.command, [
  command.skip('absent', { what: 'No ccmsetup command line was given.', why: 'Give --ccmsetup "<line>" to lint it.' }),
]);

const unreachable = crl.fail('unreachable', {
  what: 'http://pki.contoso.com/ca.crl could not be fetched: the server answered 404 Not Found.',
  why: 'ccmsetup asks Windows to check revocation of the gateway’s certificate and gives up when no revocation list can be had.',
  fix: 'Publish the revocation list of CN=Contoso Issuing CA 1 where the internet reaches it, or issue the gateway’s certificate with a distribution point that is.',
  owner: 'pki',
  subject: 'http://pki.contoso.com/ca.crl',
  symptom: 'Failed to send request … 0x80072f8f / WINHTTP_CALLBACK_STATUS_FLAG_CERT_REV_FAILED',
});

export const ready = reportOf([absent, joined, resolves, connected, reachable, onboarded], 0);

export const notReady = reportOf(
  [
    result(titles.command, [
      command.warn('sitecode-auto', {
        what: 'SMSSITECODE=AUTO stands in the command line.',
        why: 'On the internet there is no Active Directory to find the site in.',
        fix: 'Write the three-character site code instead.',
        owner: 'cmg-admin',
      }),
    ]),
    joined,
    resolves,
    connected,
    result(titles.crl, [unreachable, { ...unreachable, subject: 'http://pki2.contoso.com/ca.crl' }]),
    result(titles.onboarding, [
      onboarding.unknown('service-error', {
        what: 'The gateway answered 503 Service Unavailable to AADAuthInfo.',
        why: 'Whether the tenant is onboarded is only known to the gateway.',
        fix: 'Run again in some minutes; look at the gateway’s status in the Configuration Manager console if it stays.',
        owner: 'cmg-admin',
        transient: true,
        subject: 'cmg.contoso.com',
      }),
    ]),
  ],
  20_060,
);

export const waived = reportOf(
  [joined, result(titles.crl, [waive(unreachable, 'crl-reachability', new Set(['crl-reachability']))])],
  0,
);

export const pending = reportOf(
  [
    result(titles.join, [
      entraJoin.fail('hybrid-pending', {
        what: 'The device waits for its hybrid join to be completed (0x801c03f2).',
        why: 'Until Microsoft Entra Connect has synchronised the device there is no device token for ccmsetup.',
        fix: 'Wait for the next synchronisation, or start one on the Microsoft Entra Connect server.',
        owner: 'cmg-admin',
        transient: true,
        symptom: 'WPJ certificate not found',
      }),
    ]),
    resolves,
    result(titles.connection, [
      connection.skip('skipped', {
        what: `Not judged: "${titles.connection}"`,
        why: 'name-resolution stands in the way: there is no address to connect to',
        subject: 'name-resolution',
      }),
    ]),
  ],
  1618,
);

/** What the runner says of checks that gave no answer, and the least that an unknown may say. */
export const undetermined = reportOf(
  [
    result(titles.join, [
      {
        status: 'unknown',
        code: 'entra-join.crashed',
        what: 'A fault of cmg-preflight itself: TypeError: x is not a function',
        why: 'The check ended before it could say anything about the device.',
        fix: 'Run again with --record <file> and report the fault with that file.',
        docs: 'docs/checks/runner.md#crashed',
      },
      entraJoin.pass('joined', { what: 'The registry says joined.', why: 'It is the lesser witness.' }),
      entraJoin.warn('hybrid-pending', {
        what: 'The join is being renewed.',
        why: 'It may be gone for a moment.',
        fix: 'Wait.',
        owner: 'device',
        waived: false,
        transient: false,
      }),
    ]),
    result(titles.connection, [
      {
        status: 'unknown',
        code: 'cmg-connection.interrupted',
        what: `Interrupted: "${titles.connection}"`,
        why: 'The run was stopped before this was known.',
        subject: 'cmg.contoso.com',
      },
    ]),
  ],
  20_900,
);

/** Text as an enemy on the network or in a certificate would send it. */
const evil =
  '\u001b[2J\u001b[31mREADY\u001b[0m\u0007\r\n√ all is well\u202egnp.exe\u2066\u200b\u009b31m\ud800 "</script><b>&\u2028 ]LOG]!>';

export const hostile = reportOf(
  [
    result(
      titles.names,
      [
        names.fail('split-dns-missing', {
          what: `${evil} answers`,
          why: evil,
          fix: `Ask ${evil}`,
          owner: 'network',
          subject: evil,
          symptom: evil,
        }),
        names.skip('public-view-unavailable', { what: evil, why: evil }),
      ],
      { answer: evil, [evil]: [evil] },
    ),
  ],
  20_030,
  { target: { cmg: evil, tenantId: null, noCrlCheck: false } },
);

export const nothingJudged = reportOf([], 20_900, {
  device: {
    computerName: null,
    user: null,
    isSystem: null,
    elevated: null,
    osBuild: null,
    arch: null,
    deviceId: null,
    tenantId: null,
    joinType: null,
  },
  target: { cmg: null, tenantId: null, noCrlCheck: true },
});

export const samples = {
  undetermined,
  ready,
  'not-ready': notReady,
  waived,
  pending,
  hostile,
  'nothing-judged': nothingJudged,
};
