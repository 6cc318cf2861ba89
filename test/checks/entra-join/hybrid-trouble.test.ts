import { describe, expect, test } from '@jest/globals';
import { hybridCauseOf, hybridCauses, hybridCodeNameOf } from '../../../checks/entra-join/hybrid-error-codes.ts';
import { type HybridTrouble, hybridTroubleOf } from '../../../checks/entra-join/hybrid-trouble.ts';
import { preJoinOf } from '../../../src/formats/dsregcmd/pre-join.ts';
import { renderErrorCode } from '../../../src/formats/dsregcmd/values.ts';
import { parseDsregcmd } from '../../../src/formats/dsregcmd.ts';

const trouble = (...rows: string[]): HybridTrouble =>
  hybridTroubleOf(preJoinOf(parseDsregcmd(['| Diagnostic Data |', ...rows].join('\n'))));
const PASSES = [
  'AD Connectivity Test : PASS',
  'AD Configuration Test : PASS',
  'DRS Discovery Test : PASS',
  'DRS Connectivity Test : PASS',
];

describe('pending', () => {
  test.each<[string, readonly string[], boolean]>([
    ['no diagnostics at all', [], false],
    ['no attempt, all tests pass', PASSES, false],
    ['no attempt, tests skipped', ['AD Connectivity Test : SKIPPED', 'DRS Discovery Test : whatever'], false],
    ['the device object is not synchronised', ['Error Phase : join', 'Client ErrorCode : 0x801c03f2'], true],
    ['the same, by the server code alone', ['Error Phase : join', 'Server ErrorCode : DirectoryError'], true],
    ['throttled', ['Client ErrorCode : 0x801c03f2', 'Server Message : Please try after 300 seconds.'], true],
    ['the certificate is not synchronised', ['Registration Type : sync', 'Client ErrorCode : 0x801c0002'], true],
    ['the same after a fallback', ['Registration Type : sim_sync', 'Client ErrorCode : 0x801c0002'], true],
  ])('%s', (_name, rows, attempted) => {
    expect(trouble(...rows)).toMatchObject({ kind: 'pending', attempted });
  });
});

describe('failed', () => {
  test.each<[string, readonly string[], string, string, boolean]>([
    [
      'no SCP',
      ['AD Configuration Test : FAIL [0x80070002]', 'Error Phase : discover', 'Client ErrorCode : 0x801c001d'],
      'discover phase, 0x801c001d DSREG_AUTOJOIN_ADCONFIG_READ_FAILED',
      'DSREG_AUTOJOIN_ADCONFIG_READ_FAILED',
      false,
    ],
    [
      'no SCP then, one now',
      [...PASSES, 'Error Phase : discover', 'Client ErrorCode : 0x801c001d'],
      'discover phase, 0x801c001d DSREG_AUTOJOIN_ADCONFIG_READ_FAILED',
      'DSREG_AUTOJOIN_ADCONFIG_READ_FAILED',
      true,
    ],
    [
      'discovery timed out',
      ['DRS Discovery Test : FAIL [0x801c0021/0x80072ee2]', 'Error Phase : discover', 'Client ErrorCode : 0x801c0021'],
      'discover phase, 0x801c0021 DSREG_AUTOJOIN_DISC_FAILED',
      'WININET_E_TIMEOUT',
      false,
    ],
    [
      'wrong tenant in the SCP',
      [
        ...PASSES,
        'Error Phase : join',
        'Client ErrorCode : 0x801c03f2',
        "Server Message : AADSTS90002: Tenant 'x' not found.",
      ],
      'join phase, 0x801c03f2 DSREG_E_DIRECTORY_FAILURE',
      'DSREG_DISCOVERY_TENANT_NOT_FOUND',
      false,
    ],
    [
      'federated, not accepted',
      [
        'Registration Type : fed',
        'Error Phase : join',
        'Client ErrorCode : 0x801c0002',
        'Server ErrorCode : AuthenticationError',
      ],
      'join phase, 0x801c0002 DSREG_E_DEVICE_AUTHENTICATION_ERROR AuthenticationError',
      'DSREG_E_DEVICE_AUTHENTICATION_ERROR',
      false,
    ],
    [
      'no domain controller',
      ['Error Phase : pre-check', 'Client ErrorCode : 0x54b'],
      'pre-check phase, 0x0000054b ERROR_NO_SUCH_DOMAIN',
      'ERROR_NO_SUCH_DOMAIN',
      false,
    ],
    [
      'server busy',
      ['Error Phase : discover', 'Client ErrorCode : 0x801c0025'],
      'discover phase, 0x801c0025 DSREG_SERVER_BUSY',
      'DSREG_SERVER_BUSY',
      true,
    ],
    [
      'no attempt, no SCP',
      ['AD Configuration Test : FAIL [0x80070002]'],
      'AD Configuration Test, 0x80070002',
      'DSREG_AUTOJOIN_ADCONFIG_READ_FAILED',
      false,
    ],
    [
      'no attempt, no network',
      ['DRS Discovery Test : FAIL [0x801c0021/0x80072ee7]'],
      'DRS Discovery Test, 0x801c0021/0x80072ee7',
      'WININET_E_NAME_NOT_RESOLVED',
      false,
    ],
  ])('%s', (_name, rows, where, cause, transient) => {
    expect(trouble(...rows)).toMatchObject({ kind: 'failed', where, cause: { name: cause }, transient });
  });

  test('a code that nobody has written down', () => {
    expect(trouble('Error Phase : join', 'Client ErrorCode : 0x8badf00d')).toEqual({
      kind: 'failed',
      where: 'join phase, 0x8badf00d',
      code: 0x8badf00d,
      transient: false,
    });
    expect(trouble('AD Connectivity Test : FAIL')).toEqual({
      kind: 'failed',
      where: 'AD Connectivity Test',
      transient: false,
    });
    expect(trouble('Server ErrorCode : Strange')).toEqual({ kind: 'failed', where: 'Strange', transient: false });
    expect(trouble('Error Phase : auth')).toEqual({ kind: 'failed', where: 'auth phase', transient: false });
  });
});

describe('the table of codes', () => {
  test('every code has a name, a cause and a fix that does not begin with leaving', () => {
    for (const [code, { name, cause, fix }] of hybridCauses) {
      expect(renderErrorCode(code)).toMatch(/^0x[0-9a-f]{8}$/);
      expect(hybridCodeNameOf(code)).toBe(name);
      expect(cause).not.toMatch(/[.!]$/);
      expect(fix).toMatch(/^[A-Z].*\.$/);
      expect(fix).not.toContain('/leave');
    }
  });

  test('a general code gives way to a telling one', () => {
    expect(hybridCauseOf([0x801c0021, 0x80072ee2])?.name).toBe('WININET_E_TIMEOUT');
    expect(hybridCauseOf([0x801c0021, undefined, 0x12345678])?.name).toBe('DSREG_AUTOJOIN_DISC_FAILED');
    expect(hybridCauseOf([undefined])).toBeUndefined();
  });
});
