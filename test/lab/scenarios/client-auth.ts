import type { Scenario } from '../scenario.ts';
import { identities } from '../site.ts';
import { registrationToken } from './registration-token.ts';

const line = (...words: readonly string[]) =>
  ['ccmsetup.exe', ...words, `CCMHOSTNAME=cmg.contoso.com${identities.mutualAuthPath}`, 'SMSSITECODE=P01'].join(' ');

/** What ccmsetup will authenticate with. */
export const clientAuthScenarios: readonly Scenario[] = [
  {
    name: 'pki-client-certificate',
    sentence: 'The joined device has a client certificate of the company, too, which ccmsetup prefers.',
    device: { clientCertificate: 'valid' },
    expect: { verdict: 'ready-with-warnings', exitCode: 0, codes: ['client-auth.pki-preferred'] },
  },
  {
    name: 'pki-client-certificate-expired',
    sentence: 'The client certificate of the company has expired; the Entra device token it is.',
    device: { clientCertificate: 'expired' },
    expect: { verdict: 'ready', exitCode: 0, codes: ['client-auth.entra-device'] },
  },
  {
    name: 'old-windows-with-user',
    sentence: 'A Windows before 1803 gives no device token; the signed-in user has to lend one.',
    device: { session: { osRelease: '10.0.16299', osBuild: 16299 }, dsregcmd: { layout: 'old' } },
    expect: { verdict: 'ready-with-warnings', exitCode: 0, codes: ['client-auth.user-token-fallback'] },
  },
  {
    name: 'old-windows-without-user',
    sentence: 'A Windows before 1803 gives no device token, and nobody is signed in.',
    device: {
      session: { osRelease: '10.0.16299', osBuild: 16299 },
      dsregcmd: { layout: 'old' },
      signedIn: 'nobody',
    },
    expect: { verdict: 'not-ready', exitCode: 20090, codes: ['client-auth.none'] },
  },
  {
    name: 'registration-token',
    sentence: 'The device is not joined; the command line brings a bulk registration token.',
    device: { join: 'none' },
    run: { ccmsetup: line(`/regtoken:${registrationToken(2)}`) },
    expect: {
      verdict: 'ready',
      exitCode: 0,
      codes: ['wpj-certificate.not-needed', 'client-auth.regtoken', 'tenant-onboarding.not-needed'],
    },
  },
  {
    name: 'registration-token-expired',
    sentence: 'The device is not joined, and the registration token has expired.',
    device: { join: 'none' },
    run: { ccmsetup: line(`/regtoken:${registrationToken(-2)}`) },
    expect: {
      verdict: 'not-ready',
      exitCode: 20080,
      codes: ['ccmsetup-command.regtoken-expired'],
      failing: ['ccmsetup-command', 'entra-join'],
    },
  },
  {
    name: 'use-pki-cert-on-entra-device',
    sentence: '/UsePKICert on a device that has an Entra identity and no client certificate.',
    run: { ccmsetup: line('/UsePKICert') },
    expect: { verdict: 'ready-with-warnings', exitCode: 0, codes: ['client-auth.usepkicert-with-entra'] },
  },
  {
    name: 'registration-token-of-tomorrow',
    sentence: 'The registration token begins tomorrow.',
    device: { join: 'none' },
    run: { ccmsetup: line(`/regtoken:${registrationToken(4)}`) },
    expect: {
      verdict: 'not-ready',
      exitCode: 20010,
      codes: ['ccmsetup-command.regtoken-not-yet-valid', 'entra-join.not-joined'],
    },
  },
];
