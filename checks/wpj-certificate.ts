import { blockedBy, type Check, type ProbeContext } from '../src/core/check.ts';
import type { Finding } from '../src/core/finding.ts';
import { type IdentityWithoutEntra, identityWithoutEntra } from './client-auth/without-entra.ts';
import { deviceCertificateOf } from './entra-join/conclusion.ts';
import { isJoined } from './entra-join/identity.ts';
import { entraJoin } from './entra-join.ts';
import { cloudOf } from './network-path/microsoft-hosts.ts';
import { gatherProxyChoice } from './network-path/proxy.ts';
import { sampleTimes, type TimeSample } from './network-path/time-sample.ts';
import { judgeCertificate } from './wpj-certificate/certificate.ts';
import { finding } from './wpj-certificate/codes.ts';
import { areDatesInOrder, timeThatCounts, validityOf } from './wpj-certificate/dates.ts';
import type { WpjCertificateEvidence } from './wpj-certificate/evidence.ts';
import { judgeKey } from './wpj-certificate/key.ts';
import { keyHealthOf } from './wpj-certificate/key-health.ts';
import { presentCertificateFacts } from './wpj-certificate/presentation.ts';

export const wpjCertificate: Check<WpjCertificateEvidence> = {
  id: 'wpj-certificate',
  title: 'the device certificate is valid and Entra ID accepts it',
  exitCode: 20020,
  codes: finding.codes,
  requires: [entraJoin],
  // When the dates are not in order it asks what time it is; else it asks nothing.
  timeoutMs: 15_000,

  async probe(context) {
    const join = context.evidenceOf(entraJoin);
    if (join === undefined) return blockedBy(entraJoin, 'its facts could not be gathered');
    if (isJoined(join)) {
      const validity = validityOf(deviceCertificateOf(join), join);
      const inDoubt = validity !== undefined && !areDatesInOrder(validity, context.observedAt.getTime());
      return { kind: 'joined', join, key: keyHealthOf(join), ...(inDoubt && { time: await askTheTime(context) }) };
    }
    const identity = identityWithoutEntra(join, context);
    return identity === undefined
      ? blockedBy(entraJoin, 'only a joined device has a device certificate')
      : { kind: 'not-needed', identity };
  },

  judge(evidence, context) {
    if (evidence.kind === 'not-needed') return [notNeeded(evidence.identity)];
    const { join, key, time } = evidence;
    const certificate = deviceCertificateOf(join);
    const findings: readonly Finding[] = [
      ...judgeCertificate(certificate, join, { nowMs: context.observedAt.getTime(), ...(time && { time }) }),
      ...judgeKey(key, certificate),
    ];
    const faults = findings.filter(({ status }) => status === 'fail' || status === 'unknown');
    if (faults.length === 0) return findings;
    const identity = identityWithoutEntra(join, context);
    return identity === 'pki-certificate' ? faults.map(asRemark) : faults;
  },

  present: presentCertificateFacts,
};

/** The servers that clock-skew asks too; without the CMG, whose name need not have been looked up yet. */
async function askTheTime(context: ProbeContext): Promise<readonly TimeSample[]> {
  const cloud = cloudOf(context.target.cmg?.host ?? '', undefined);
  const proxy = await gatherProxyChoice(context);
  return sampleTimes(context, { cloud, proxy, strangers: [], connection: undefined });
}

/**
 * By which time identities are to be judged: the right one where the device certificate's dates gave reason to ask for it
 * and the clock is so wrong that `clock-skew` fails for it; else the device's own.
 */
export function timeForIdentities(evidence: WpjCertificateEvidence | undefined, observedAt: Date): Date {
  const time = evidence?.kind === 'joined' ? evidence.time : undefined;
  return new Date(timeThatCounts({ nowMs: observedAt.getTime(), ...(time && { time }) }));
}

function notNeeded(identity: IdentityWithoutEntra): Finding {
  return finding.skip('not-needed', {
    what: 'The device is not joined and has no device certificate',
    why:
      identity === 'pki-certificate'
        ? 'It needs none: ccmsetup authenticates with its PKI client certificate (/UsePKICert).'
        : 'It needs none: ccmsetup authenticates with the registration token on its command line.',
  });
}

/** With a PKI certificate and /UsePKICert ccmsetup asks for no Entra token. */
function asRemark(fault: Finding): Finding {
  const why = `${fault.why ?? ''} Here it does not matter yet: ccmsetup prefers the PKI client certificate.`.trim();
  switch (fault.status) {
    case 'fail':
      return { ...fault, status: 'warn', why };
    case 'unknown':
      return { status: 'skip', code: fault.code, what: fault.what, why };
    default:
      return fault;
  }
}
