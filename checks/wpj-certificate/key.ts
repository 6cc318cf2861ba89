import type { Finding } from '../../src/core/finding.ts';
import type { DeviceCertificate } from '../entra-join/conclusion.ts';
import { finding } from './codes.ts';
import { dayOf } from './dates.ts';
import type { KeyHealth } from './key-health.ts';
import { RECOVER_JOIN } from './recovery.ts';

/** The private key, and what Entra ID says about the device. */
export function judgeKey(key: KeyHealth, certificate: DeviceCertificate): readonly Finding[] {
  const thumbprint = certificate.status === 'found' ? certificate.entry.certificate.thumbprint : undefined;
  const subject = thumbprint === undefined ? {} : { subject: thumbprint };
  switch (key.status) {
    case 'accepted':
      return [valid(certificate, 'Entra ID accepts this device (DeviceAuthStatus: SUCCESS)')];
    case 'signs':
      return [valid(certificate, 'its key signs (KeySignTest: PASSED)')];
    case 'unusable':
      return [
        finding.fail('key-unusable', {
          what: `The private key of the device certificate cannot be used (${key.because})`,
          why:
            'ccmsetup cannot sign with it and gets no device token. As a rule the TPM was cleared, the mainboard was ' +
            'changed, or the disk was cloned.',
          fix:
            'Let a user sign in: Windows recovers a hybrid join silently and asks for credentials on an Entra joined ' +
            `device. If that does not help: ${RECOVER_JOIN.charAt(0).toLowerCase()}${RECOVER_JOIN.slice(1)}`,
          owner: 'device',
          symptom: "Failed to get AAD token for 'S-1-5-18' from WAM API. Error 0xd0090016",
          ...subject,
        }),
      ];
    case 'rejected':
      return [
        finding.fail('device-rejected', {
          what: 'Entra ID rejected the device, usually because it is disabled or deleted there',
          why: 'DeviceAuthStatus says "Device is either disabled or deleted": ccmsetup gets no device token.',
          fix:
            'Find the device in the Entra admin center by its device id. If it is disabled, enable it. If it is gone: ' +
            'Entra joined, run `dsregcmd /forcerecovery` and sign in; hybrid joined, check that its OU is synchronised, ' +
            'wait for the cycle and restart. `dsregcmd /leave` only after that, and only on a hybrid joined device.',
          owner: 'intune-admin',
          ...subject,
        }),
      ];
    case 'unverified':
      return [
        finding.warn('auth-unverified', {
          what: `Whether Entra ID accepts this device could not be verified: ${key.because}${withoutKey(certificate)}`,
          why: key.network
            ? 'The device did not reach Entra ID as SYSTEM; ccmsetup needs the same way to get its token.'
            : 'A disabled device or a lost key would show only when ccmsetup asks for its token.',
          fix: key.network
            ? 'Let the device reach https://login.microsoftonline.com and https://device.login.microsoftonline.com as SYSTEM.'
            : 'Run `dsregcmd /status` as SYSTEM and look at DeviceAuthStatus and KeySignTest.',
          owner: key.network ? 'network' : 'device',
          ...subject,
        }),
      ];
  }
}

/** Windows finds a private key through this property of the store entry; that it must be there is not documented. */
function withoutKey(certificate: DeviceCertificate): string {
  return certificate.status === 'found' && !certificate.entry.hasKey
    ? '; the store links the certificate to no private key'
    : '';
}

function valid(certificate: DeviceCertificate, because: string): Finding {
  if (certificate.status !== 'found') {
    return finding.pass('valid', { what: `The device certificate works: ${because}`, why: 'Its store was not read.' });
  }
  const { thumbprint, notAfterMs } = certificate.entry.certificate;
  return finding.pass('valid', {
    what: `The device certificate ${thumbprint} is valid until ${dayOf(notAfterMs)}, and ${because}`,
    subject: thumbprint,
  });
}
