import { blockedBy, type Check } from '../src/core/check.ts';
import type { Finding } from '../src/core/finding.ts';
import { deviceContext } from './device-context.ts';
import { deviceCertificateOf } from './entra-join/conclusion.ts';
import type { EntraJoinEvidence } from './entra-join/evidence.ts';
import { isJoined } from './entra-join/identity.ts';
import { entraJoin } from './entra-join.ts';
import { judgeCertificate } from './wpj-certificate/certificate.ts';
import { finding } from './wpj-certificate/codes.ts';
import { judgeKey } from './wpj-certificate/key.ts';
import { type KeyHealth, keyHealthOf } from './wpj-certificate/key-health.ts';
import { presentCertificateFacts } from './wpj-certificate/presentation.ts';

/** Nothing is asked that entra-join has not asked: this is the same evidence with the session it was gathered in. */
export interface WpjCertificateEvidence {
  readonly join: EntraJoinEvidence;
  readonly key: KeyHealth;
}

export const wpjCertificate: Check<WpjCertificateEvidence> = {
  id: 'wpj-certificate',
  title: 'the device certificate is valid and Entra ID accepts it',
  exitCode: 20020,
  codes: finding.codes,
  requires: [entraJoin],
  uses: [deviceContext],
  timeoutMs: 5_000,

  async probe({ evidenceOf }) {
    const join = evidenceOf(entraJoin);
    if (join === undefined) return blockedBy(entraJoin, 'its facts could not be gathered');
    if (!isJoined(join)) return blockedBy(entraJoin, 'only a joined device has a device certificate');
    const session = evidenceOf(deviceContext)?.session;
    return { join, key: keyHealthOf(join, session) };
  },

  judge({ join, key }, { observedAt }) {
    const certificate = deviceCertificateOf(join);
    const faults: readonly Finding[] = [
      ...judgeCertificate(certificate, join, observedAt.getTime()),
      ...judgeKey(key, certificate),
    ];
    const decisive = faults.filter(({ status }) => status === 'fail' || status === 'unknown');
    return decisive.length > 0 ? decisive : faults;
  },

  present: presentCertificateFacts,
};
