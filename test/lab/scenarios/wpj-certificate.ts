import type { Scenario } from '../scenario.ts';

const notReady = (code: string) => ({
  verdict: 'not-ready' as const,
  exitCode: 20020,
  codes: ['entra-join.joined', `wpj-certificate.${code}`],
});

/** The device certificate of a joined device. */
export const wpjCertificateScenarios: readonly Scenario[] = [
  {
    name: 'device-certificate-missing',
    sentence: 'The device is joined, and its certificate is gone from Local Computer\\Personal.',
    device: { deviceCertificate: 'missing' },
    expect: notReady('missing'),
  },
  {
    name: 'device-certificate-of-a-registration',
    sentence: 'The certificate in Local Computer\\Personal says that it is of a registration, not of a join.',
    device: { deviceCertificate: 'registered-kind' },
    expect: notReady('missing'),
  },
  {
    name: 'device-certificate-expired',
    sentence: 'The device certificate has expired.',
    device: { deviceCertificate: { valid: [-3660, -7] } },
    expect: notReady('expired'),
  },
  {
    name: 'device-certificate-not-yet-valid',
    sentence: 'The device certificate begins tomorrow.',
    device: { deviceCertificate: { valid: [1, 3651] } },
    expect: notReady('not-yet-valid'),
  },
  {
    name: 'device-key-unusable',
    sentence: 'The TPM was cleared: the device key does not sign any more.',
    device: { dsregcmd: { rows: { KeySignTest: 'FAILED (device key)', AadRecoveryEnabled: 'YES' } } },
    expect: notReady('key-unusable'),
  },
  {
    name: 'device-key-absent',
    sentence: 'The certificate was copied without its key, and dsregcmd says that the key does not sign.',
    device: { deviceCertificate: 'without-key', dsregcmd: { rows: { KeySignTest: 'FAILED' } } },
    expect: notReady('key-unusable'),
  },
  {
    name: 'device-rejected',
    sentence: 'The device object was disabled or deleted in Entra.',
    device: { dsregcmd: { rows: { DeviceAuthStatus: 'FAILED. Device is either disabled or deleted' } } },
    expect: notReady('device-rejected'),
  },
  {
    name: 'device-authentication-unverified',
    sentence: 'dsregcmd could not reach Entra to try the device certificate.',
    device: { dsregcmd: { rows: { DeviceAuthStatus: 'FAILED. Error: 0xd000023c' } } },
    expect: { verdict: 'ready-with-warnings', exitCode: 0, codes: ['wpj-certificate.auth-unverified'] },
  },
  {
    name: 'device-certificate-expires-soon',
    sentence: 'The device certificate has twenty days left.',
    device: { deviceCertificate: { valid: [-3632, 20] } },
    expect: { verdict: 'ready-with-warnings', exitCode: 0, codes: ['wpj-certificate.expires-soon'] },
  },
  {
    name: 'cloned-device',
    sentence: 'dsregcmd tells of another device than the certificate does: the disk was cloned.',
    device: { dsregcmd: { rows: { DeviceId: '1a2b3c4d-5e6f-4071-8293-a4b5c6d7e8f9' } } },
    expect: { verdict: 'ready-with-warnings', exitCode: 0, codes: ['wpj-certificate.ids-differ'] },
  },
  {
    name: 'personal-store-closed',
    sentence: 'dsregcmd hangs, and the certificates of Local Computer\\Personal cannot be read.',
    device: {
      dsregcmd: { behaviour: 'hangs' },
      deniedKeys: ['HKLM\\SOFTWARE\\Microsoft\\SystemCertificates\\MY'],
    },
    expect: { verdict: 'undetermined', exitCode: 20900, codes: ['wpj-certificate.unreadable'] },
  },
];
