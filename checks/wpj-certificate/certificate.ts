import type { Finding } from '../../src/core/finding.ts';
import type { DeviceCertificate } from '../entra-join/conclusion.ts';
import type { EntraJoinEvidence } from '../entra-join/evidence.ts';
import { deviceIdsOf, type SourcedId, tenantIdsOf } from '../entra-join/identity.ts';
import { valueOr } from '../entra-join/reading.ts';
import { finding } from './codes.ts';
import { type DeviceClock, judgeDates } from './dates.ts';
import { keyHealthOf } from './key-health.ts';
import { RECOVER_JOIN } from './recovery.ts';

/** The certificate as it lies in the store: present, of the right kind, within its dates, of this device. */

const STORE = 'Local Computer\\Personal';
const MISSING_SYMPTOM = 'WPJ certificate not found: client is registered with Azure AD, but not joined to Azure AD';

export function judgeCertificate(
  certificate: DeviceCertificate,
  join: EntraJoinEvidence,
  clock: DeviceClock,
): readonly Finding[] {
  switch (certificate.status) {
    case 'found':
      return judgeFound(certificate.entry.certificate.thumbprint, certificate, join, clock);
    case 'absent':
      return [missing(certificate.thumbprint, join)];
    case 'malformed':
      return isAccepted(join)
        ? []
        : [
            finding.unknown('unreadable', {
              what: `The device certificate ${certificate.thumbprint} in ${STORE} could not be read`,
              why: 'Its store entry is damaged or holds no certificate; whether ccmsetup can use it is not known.',
              fix: `Look at it in certlm.msc under Personal. If it cannot be opened there either: ${RECOVER_JOIN}`,
              owner: 'device',
              subject: certificate.thumbprint,
            }),
          ];
    case 'unread':
      return judgeByDsregcmd(certificate.why, join, clock);
  }
}

function missing(thumbprint: string | undefined, join: EntraJoinEvidence): Finding {
  const others = valueOr(join.personalStore, { certificates: [], unreadable: [] }).certificates;
  const registered = others.some((other) => other.join?.kind === 'registered');
  return finding.fail('missing', {
    what:
      thumbprint === undefined
        ? `No certificate of a device join is in ${STORE}`
        : `The device certificate ${thumbprint}, which the join names, is not in ${STORE}`,
    why:
      'ccmsetup needs that certificate and its key for the Entra device token; deleted, it comes back only when the ' +
      `device is registered anew.${registered ? ' A registration certificate lies there, which does not count.' : ''}`,
    fix: RECOVER_JOIN,
    owner: 'device',
    symptom: MISSING_SYMPTOM,
    ...(thumbprint !== undefined && { subject: thumbprint }),
  });
}

function judgeFound(
  thumbprint: string,
  { entry }: DeviceCertificate & { status: 'found' },
  join: EntraJoinEvidence,
  clock: DeviceClock,
): readonly Finding[] {
  if (entry.join === undefined) {
    return [
      finding.fail('missing', {
        what: `The certificate ${thumbprint} that the join names was not issued by MS-Organization-Access`,
        why: `It was issued by ${entry.certificate.issuer.text}; ccmsetup looks for the one of Entra device registration.`,
        fix: RECOVER_JOIN,
        owner: 'device',
        symptom: MISSING_SYMPTOM,
        subject: thumbprint,
      }),
    ];
  }
  if (entry.join.kind === 'registered') {
    return [
      finding.fail('missing', {
        what: `The certificate ${thumbprint} in ${STORE} is marked as a registration, not as a device join`,
        why: 'ccmsetup takes a certificate with the mark of a joined device (extension 1.2.840.113556.1.5.284.7 = 1) only.',
        fix: RECOVER_JOIN,
        owner: 'device',
        symptom: MISSING_SYMPTOM,
        subject: thumbprint,
      }),
    ];
  }
  return [...judgeDates(thumbprint, entry.certificate, clock), ...judgeIds(thumbprint, join)];
}

/** The three sources should tell of one device; when they do not, it was cloned, or a former join left traces. */
function judgeIds(thumbprint: string, join: EntraJoinEvidence): readonly Finding[] {
  const tenants = tenantIdsOf(join);
  const devices = deviceIdsOf(join);
  const differing = [
    ...(distinct(tenants) > 1 ? [`tenant ${listed(tenants)}`] : []),
    ...(distinct(devices) > 1 ? [`device ${listed(devices)}`] : []),
  ];
  if (differing.length === 0) return [];
  return [
    finding.warn('ids-differ', {
      what: `The device's ids do not agree: ${differing.join('; ')}`,
      why: 'The certificate is of another device or tenant than Windows believes: a clone, or what a former join left.',
      fix: `Compare the device id with the device object in the Entra admin center. If that is another device: ${RECOVER_JOIN}`,
      owner: 'device',
      subject: thumbprint,
    }),
  ];
}

const distinct = (ids: readonly SourcedId[]) => new Set(ids.map(({ id }) => id)).size;
const listed = (ids: readonly SourcedId[]) => ids.map(({ id, source }) => `${id} (${source})`).join(', ');

/** The store could not be read: what dsregcmd prints about the certificate has to do. */
function judgeByDsregcmd(why: string, join: EntraJoinEvidence, clock: DeviceClock): readonly Finding[] {
  const device = join.dsregcmd.status === 'read' ? join.dsregcmd.said.device : undefined;
  const validity = device?.certificateValidity;
  if (validity === undefined) {
    return isAccepted(join)
      ? []
      : [
          finding.unknown('unreadable', {
            what: `Which certificate in ${STORE} is the device's could not be read, and dsregcmd tells no dates of it`,
            why: `Whether ccmsetup will find a valid one is not known: ${why}.`,
            fix: 'Run this again as SYSTEM.',
            owner: 'device',
          }),
        ];
  }
  return judgeDates(device?.thumbprint ?? '(thumbprint not printed)', validity, clock);
}

/** Entra ID has just accepted a signature by this very certificate: it is there and valid, whatever could be read. */
function isAccepted(join: EntraJoinEvidence): boolean {
  return keyHealthOf(join).status === 'accepted';
}
