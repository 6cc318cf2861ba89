import { describe, expect, test } from '@jest/globals';
import { readDsregStatus } from '../../../src/formats/dsregcmd/status.ts';
import { parseDsregcmd } from '../../../src/formats/dsregcmd.ts';
import { DEVICE_ID, type FixtureName, fixtureStatus, TENANT_ID, THUMBPRINT } from './fixtures.ts';

const read = (...lines: string[]) => readDsregStatus(parseDsregcmd(lines.join('\n')));

describe('readDsregStatus', () => {
  test.each<[FixtureName, string, string, string, string]>([
    ['auth-network-error', 'yes', 'no', 'no', 'failed'],
    ['contradictory-joins', 'yes', 'yes', 'yes', 'absent'],
    ['copied-without-layout', 'yes', 'no', 'yes', 'success'],
    ['device-rejected', 'yes', 'no', 'no', 'rejected'],
    ['domain-joined-and-registered', 'no', 'no', 'yes', 'absent'],
    ['entra-joined-server-empty-tenant-name', 'yes', 'no', 'no', 'success'],
    ['entra-joined-system', 'yes', 'no', 'no', 'success'],
    ['entra-joined-user-with-prt', 'yes', 'no', 'no', 'success'],
    ['hybrid-discovery-timeout', 'no', 'no', 'yes', 'absent'],
    ['hybrid-joined-2020-without-auth-status', 'yes', 'no', 'yes', 'absent'],
    ['hybrid-joined-system', 'yes', 'no', 'yes', 'success'],
    ['hybrid-not-tried', 'no', 'no', 'yes', 'absent'],
    ['hybrid-pending', 'no', 'no', 'yes', 'absent'],
    ['hybrid-scp-missing', 'no', 'no', 'yes', 'absent'],
    ['hybrid-wrong-tenant-in-scp', 'no', 'no', 'yes', 'absent'],
    ['key-sign-failed', 'yes', 'no', 'no', 'failed'],
    ['not-joined', 'no', 'no', 'no', 'absent'],
    ['old-layout-1607-hybrid', 'yes', 'no', 'yes', 'absent'],
    ['old-layout-1803-registered', 'no', 'no', 'yes', 'absent'],
    ['on-prem-drs', 'no', 'yes', 'yes', 'absent'],
    ['registered-only-user', 'no', 'no', 'no', 'absent'],
    ['registered-two-accounts', 'no', 'no', 'no', 'absent'],
    ['server-wrapped-at-94-columns', 'no', 'no', 'yes', 'absent'],
    ['state-errors', 'error', 'error', 'no', 'absent'],
  ])(
    '%s: AzureAdJoined %s, EnterpriseJoined %s, DomainJoined %s, DeviceAuthStatus %s',
    (name, azureAd, enterprise, domain, auth) => {
      const said = fixtureStatus(name);
      expect([said.azureAdJoined, said.enterpriseJoined, said.domainJoined, said.device.auth.status]).toEqual([
        azureAd,
        enterprise,
        domain,
        auth,
      ]);
    },
  );

  test('a joined device in full', () => {
    expect(fixtureStatus('entra-joined-system')).toEqual({
      layout: 'new',
      azureAdJoined: 'yes',
      enterpriseJoined: 'no',
      domainJoined: 'no',
      deviceName: 'PC-4711',
      device: {
        id: DEVICE_ID,
        thumbprint: THUMBPRINT,
        certificateValidity: {
          notBeforeMs: Date.parse('2026-02-03T08:15:42Z'),
          notAfterMs: Date.parse('2036-02-03T08:45:42Z'),
        },
        keyProvider: 'Microsoft Platform Crypto Provider',
        tpmProtected: 'yes',
        auth: { status: 'success' },
        keySign: { status: 'passed' },
        recoveryEnabled: 'no',
      },
      tenant: {
        id: TENANT_ID,
        name: 'Contoso',
        mdmUrl: 'https://enrollment.manage.microsoft.com/enrollmentserver/discovery.svc',
      },
      user: { workplaceJoined: 'no', azureAdPrt: 'no' },
      workAccounts: [],
      executingAccount: 'WORKGROUP\\PC-4711$',
    });
  });

  test('a pending hybrid join', () => {
    expect(fixtureStatus('hybrid-pending').preJoin).toEqual({
      adConnectivity: { result: 'pass', codes: [] },
      adConfiguration: { result: 'pass', codes: [] },
      drsDiscovery: { result: 'pass', codes: [] },
      drsConnectivity: { result: 'pass', codes: [] },
      tokenAcquisition: { result: 'pass', codes: [] },
      fallbackToSyncJoin: 'yes',
      lastAttempt: {
        atMs: Date.parse('2026-06-01T11:41:03Z'),
        registrationType: 'sync',
        phase: 'join',
        clientCode: 0x801c03f2,
        serverCode: 'DirectoryError',
        serverMessage: `The device object by the given id (${DEVICE_ID}) is not found.`,
      },
    });
  });

  test('tests with their codes', () => {
    expect(fixtureStatus('hybrid-discovery-timeout').preJoin?.drsDiscovery).toEqual({
      result: 'fail',
      codes: [0x801c0021, 0x80072ee2],
    });
    expect(fixtureStatus('server-wrapped-at-94-columns')).toMatchObject({
      userContext: 'SYSTEM',
      executingAccount: 'FABRIKAM\\SRV-17$, SRV-17$@corp.fabrikam.example',
      preJoin: { adConfiguration: { result: 'fail', codes: [0x80070002] }, drsDiscovery: { result: 'skipped' } },
    });
  });

  test('work accounts, one section each', () => {
    const said = fixtureStatus('registered-two-accounts');
    expect(said.workAccounts.map(({ tenantName }) => tenantName)).toEqual(['Tailspin Toys', 'Wingtip Toys']);
    expect(said.user.workplaceJoined).toBe('yes');
    expect(said.device.tpmProtected).toBe('absent');
  });

  test('before 1809 the ids of a registration stand under Device State', () => {
    const said = fixtureStatus('old-layout-1803-registered');
    expect(said.azureAdJoined).toBe('no');
    expect(said.workAccounts).toHaveLength(1);
    expect(said.device.keySign).toEqual({ status: 'passed' });
  });

  test('1607 tries the key for administrators only', () => {
    expect(fixtureStatus('old-layout-1607-hybrid').device.keySign).toEqual({ status: 'needs-elevation' });
  });

  test('a masked id is no id', () => {
    const said = read('| Device Details |', 'DeviceId : xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx', 'Thumbprint : 6C22****');
    expect(said.device).not.toHaveProperty('id');
    expect(said.device).not.toHaveProperty('thumbprint');
  });

  test.each([
    ['SUCCESS', { status: 'success' }],
    ['FAILED. Device is either disabled or deleted', { status: 'rejected' }],
    ['FAILED. Error: 0xd000023c', { status: 'failed', code: 0xd000023c }],
    ['FAILED. ERROR', { status: 'failed' }],
    ['SUCCESSFUL', { status: 'unrecognised' }],
    ['', { status: 'unrecognised' }],
  ])('DeviceAuthStatus : %s', (value, auth) => {
    expect(read('| Device Details |', `DeviceAuthStatus : ${value}`).device.auth).toEqual(auth);
  });

  test.each([
    ['PASSED', { status: 'passed' }],
    ['FAILED', { status: 'failed' }],
    ['FAILED (transport key)', { status: 'failed', key: 'transport key' }],
    ['MUST Run elevated to test.', { status: 'needs-elevation' }],
    ['PASS', { status: 'unrecognised' }],
  ])('KeySignTest : %s', (value, keySign) => {
    expect(read('| Diagnostic Data |', `KeySignTest : ${value}`).device.keySign).toEqual(keySign);
  });

  test('answers that are printed twice must agree', () => {
    const twice = read(
      '| Device State |',
      'AzureAdJoined : NO',
      'AzureAdJoined : YES',
      'DeviceAuthStatus : SUCCESS',
      'DeviceAuthStatus : FAILED',
      'KeySignTest : PASSED',
      'KeySignTest : FAILED',
    );
    expect(twice.azureAdJoined).toBe('contradictory');
    expect(twice.device.auth).toEqual({ status: 'contradictory' });
    expect(twice.device.keySign).toEqual({ status: 'contradictory' });
  });

  test('a tenant that calls itself "AzureAdJoined : YES" changes nothing', () => {
    const forged = read(
      '| Device State |',
      'AzureAdJoined : NO',
      '| Tenant Details |',
      'TenantName : x',
      'AzureAdJoined : YES',
    );
    expect(forged.azureAdJoined).toBe('contradictory');
    const elsewhere = read('| Device State |', 'DomainJoined : NO', '| Tenant Details |', 'AzureAdJoined : YES');
    expect(elsewhere.azureAdJoined).toBe('absent');
  });

  test.each(['ERROR', 'ERROR 0xd0020017', 'ERROR (0xd0020017)', 'ERROR [UNKNOWN_ERROR]', 'YES ( x )', 'Y', 'JA', ''])(
    'AzureAdJoined : %s is no answer',
    (value) => {
      expect(read('| Device State |', `AzureAdJoined : ${value}`).azureAdJoined).toBe('error');
    },
  );
});
