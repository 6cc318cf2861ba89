import type { Finding } from '../../src/core/finding.ts';
import { type Certificate, decodeCertificate } from '../../src/formats/x509-certificate.ts';
import { matchServerName } from '../../src/trust/server-name.ts';
import { agreeOnTime, renderDuration } from '../network-path/time-sample.ts';
import { finding, SYMPTOM } from './codes.ts';
import type { CmgConnection, CmgConnectionEvidence } from './evidence.ts';
import { inspectionOf, strangerElsewhere } from './inspection.ts';

/** Microsoft: a CMG's server certificate has 2,048 or 4,096 bits. */
const MIN_RSA_BITS = 2048;
/** Microsoft security advisory 2661254: Windows refuses shorter ones anywhere. */
const REFUSED_RSA_BITS = 1024;

/** Everything that is wrong with the certificate the server showed, trust and revocation aside. */
export function judgeCertificate(
  connection: CmgConnection,
  evidence: CmgConnectionEvidence,
  observedAt: Date,
): readonly Finding[] {
  const [leaf] = connection.certificates;
  const decoded = leaf === undefined ? undefined : decodeCertificate(leaf);
  if (decoded?.ok !== true) {
    return [
      finding.fail('no-certificate', {
        what: `${evidence.host} shows a certificate that cannot be read${decoded === undefined ? '' : ` (${decoded.error.code})`}`,
        why: 'Schannel cannot read it either.',
        fix: `Exempt ${evidence.host} from TLS inspection; if nothing is in between, put a new server certificate into the CMG (console, properties of the CMG, Settings).`,
        owner: 'pki',
      }),
    ];
  }
  const certificate = decoded.value;
  const inspection = inspectionOf(evidence);
  if (inspection.kind === 'inspected') {
    return [
      finding.fail('tls-inspection', {
        what: `TLS to ${evidence.host} is opened on the way: "${inspection.by}" signs its certificate (${inspection.because})`,
        why: 'A CMG identifies clients inside TLS, and ccmsetup checks the chain and its revocation as SYSTEM: neither survives being re-signed.',
        fix: `Exempt ${evidence.host} from TLS inspection${inspection.product === undefined ? '' : ` in ${inspection.product}`}.`,
        owner: 'network',
        subject: inspection.by,
        symptom: '0x80072f8f (WinHTTP 12175: WINHTTP_CALLBACK_STATUS_FLAG_INVALID_CA or CERT_REV_FAILED is set)',
      }),
    ];
  }
  return [
    ...judgeName(certificate, evidence),
    ...judgeDates(certificate, evidence, observedAt),
    ...judgeKey(certificate),
  ];
}

function judgeName(certificate: Certificate, evidence: CmgConnectionEvidence): readonly Finding[] {
  const { host, portal } = evidence;
  const match = matchServerName(certificate, host);
  if (match.kind === 'match') {
    return [];
  }
  const names = match.names.length === 0 ? 'no name at all' : match.names.slice(0, 4).join(', ');
  const alsoAt = strangerElsewhere(evidence);
  const at = evidence.connection?.proxy === undefined ? evidence.connection?.address : undefined;
  const elsewhere =
    at === undefined
      ? ', and ask which server the proxy reaches under that name'
      : `, and ${at} with the CMG's address in the Azure portal (another one is a wrong DNS record, or a filter)`;
  const forAll = portal !== undefined || alsoAt !== undefined;
  const who =
    alsoAt === undefined
      ? "This network's sign-in portal answers for everybody."
      : `In the place of ${alsoAt} a stranger answers, too: this network's sign-in portal, or a filter.`;
  return [
    finding.fail('name-mismatch', {
      what: `The server at ${host} shows a certificate for ${names}`,
      why: `WinHTTP ends the connection: the certificate is not for the name in CCMHOSTNAME. ${forAll ? who : 'Either another server answers, or the name is wrong.'}`,
      fix: forAll
        ? `Sign in to the portal${portal === undefined ? ' (open http://www.msftconnecttest.com in a browser)' : ` (${portal})`}, or use another network.`
        : `Compare CCMHOSTNAME with the service name in the console${elsewhere}. If both are right, give the CMG a certificate for ${host}.`,
      owner: forAll ? 'network' : 'cmg-admin',
      subject: certificate.thumbprint,
      symptom: SYMPTOM.certificateName,
    }),
  ];
}

function judgeDates(certificate: Certificate, evidence: CmgConnectionEvidence, observedAt: Date): readonly Finding[] {
  const now = observedAt.getTime();
  const fault =
    now > certificate.notAfterMs
      ? 'certificate-expired'
      : now < certificate.notBeforeMs
        ? 'certificate-not-yet-valid'
        : undefined;
  if (fault === undefined) {
    return [];
  }
  const clock = agreeOnTime(evidence.time);
  const trueNow = clock.kind === 'agreed' ? now - clock.offsetMs : undefined;
  const end = day(fault === 'certificate-expired' ? certificate.notAfterMs : certificate.notBeforeMs);
  const what =
    fault === 'certificate-expired'
      ? `The CMG's certificate expired on ${end}`
      : `The CMG's certificate is valid only from ${end} on`;
  if (
    clock.kind === 'agreed' &&
    trueNow !== undefined &&
    trueNow <= certificate.notAfterMs &&
    trueNow >= certificate.notBeforeMs
  ) {
    return [
      finding.skip(fault, {
        what: `${what}, by this device's clock`,
        why: `The clock is ${renderDuration(clock.offsetMs)} ${clock.offsetMs > 0 ? 'ahead of' : 'behind'} ${clock.servers} servers that agree; by their time the certificate is valid. See clock-skew.`,
        subject: certificate.thumbprint,
      }),
    ];
  }
  return [
    finding.fail(fault, {
      what: `${what}; it is ${day(now)} for this device`,
      why: `WinHTTP ends the connection.${clock.kind === 'agreed' ? ` The clock is not to blame: ${clock.servers} servers agree with it.` : ' No two servers could be asked whether the clock is right.'}`,
      fix:
        fault === 'certificate-expired'
          ? 'Renew the server certificate and put it into the CMG (console, properties of the CMG, Settings).'
          : "Wait until then, put a valid certificate into the CMG, or correct this device's clock if that is what is wrong.",
      owner: 'pki',
      subject: certificate.thumbprint,
      symptom: SYMPTOM.certificateDate,
    }),
  ];
}

function judgeKey({ publicKey, thumbprint }: Certificate): readonly Finding[] {
  const { kind, bits } = publicKey;
  if ((kind !== 'rsa' && kind !== 'rsa-pss') || bits === undefined || bits >= MIN_RSA_BITS) {
    return [];
  }
  const details = {
    what: `The CMG's certificate has an RSA key of ${bits} bits`,
    fix: 'Issue a server certificate with a key of 2,048 or 4,096 bits and put it into the CMG.',
    owner: 'pki',
    subject: thumbprint,
  } as const;
  return [
    bits < REFUSED_RSA_BITS
      ? finding.fail('weak-key', { ...details, why: 'Windows refuses RSA keys under 1,024 bits everywhere.' })
      : finding.warn('weak-key', {
          ...details,
          why: 'Microsoft asks for 2,048 bits; Windows still takes fewer from a private authority, not below a public one from 24H2 on.',
        }),
  ];
}

function day(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10);
}
