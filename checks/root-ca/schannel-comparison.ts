import type { JudgeContext } from '../../src/core/check.ts';
import { type Finding, type Warn, worstStatus } from '../../src/core/finding.ts';
import { cmgConnection } from '../cmg-connection.ts';
import { finding, SYMPTOM } from './codes.ts';
import { ASK_WINDOWS } from './doubt.ts';
import type { SchannelAnswer } from './schannel.ts';
import { type Refusal, refusalWords } from './schannel-codes.ts';

/** ccmsetup is SYSTEM; what another account's stores and cache make of a certificate is a hint only. */
const DECIDES = 'It was asked through the inbox curl.exe as SYSTEM, as ccmsetup asks over WinHTTP: Windows decides.';
const HINT =
  'It was asked through the inbox curl.exe, not as SYSTEM: the stores, the cache and the proxy of this account count there, and ccmsetup has others.';
export const REPORT_IT = `${ASK_WINDOWS} Then report the disagreement with a recording (--record).`;

/** The findings about the chain, once Windows' own opinion is known; where the two agree nothing changes. */
export function compareWithSchannel(
  own: readonly Finding[],
  { opinion, asSystem }: SchannelAnswer,
  context: JudgeContext,
): readonly Finding[] {
  switch (opinion.status) {
    case 'accepted':
      return asSystem ? acceptedAsSystem(own) : acceptedByAnother(own);
    case 'untrusted-root':
      return refused(own, opinion.status, opinion.code, asSystem);
    case 'expired':
    case 'wrong-name':
    case 'certificate-refused':
      return isExplained(context) ? own : refused(own, opinion.status, opinion.code, asSystem);
    case 'other-tls':
      return isExplained(context) || !isAccepting(own) ? own : [...own, handshakeEnded(opinion.code, asSystem)];
    case 'revoked':
    case 'revocation-unavailable':
    case 'no-opinion':
      // About lists, which is crl-reachability's question, or about nothing.
      return own;
  }
}

/** One cause, one fail: cmg-connection has said what is wrong with the server certificate itself. */
function isExplained(context: JudgeContext): boolean {
  const connection = context.evidenceOf(cmgConnection);
  return (
    connection !== undefined &&
    cmgConnection.judge(connection, context).some(({ status }) => ['fail', 'unknown', 'skip'].includes(status))
  );
}

function isAccepting(own: readonly Finding[]): boolean {
  return ['pass', 'warn'].includes(worstStatus(own));
}

function acceptedAsSystem(own: readonly Finding[]): readonly Finding[] {
  return own.map((one) => {
    if (one.status === 'fail') return acceptedAlthough(one, `${DECIDES} By the stores of this machine it should not.`);
    if (one.status !== 'unknown') return one;
    return finding.pass('schannel-decides', {
      what: 'Windows itself accepts the chain of the CMG, which this program could not decide',
      why: `${DECIDES} ${one.what}: ${one.why}`,
    });
  });
}

/** A root in the user's own store explains why the user's Windows accepts: that is no disagreement. */
function acceptedByAnother(own: readonly Finding[]): readonly Finding[] {
  const failure = own.find(({ status }) => status === 'fail');
  if (failure === undefined || failure.code === 'root-ca.user-store-only') return own;
  return [...own, acceptedAlthough(failure, HINT)];
}

function acceptedAlthough({ what, subject }: Finding, why: string): Warn {
  return finding.warn('schannel-disagrees', {
    what: `Windows itself accepts the chain of the CMG, although: ${what}`,
    why,
    fix: REPORT_IT,
    owner: 'pki',
    ...(subject !== undefined && { subject }),
  });
}

function refused(own: readonly Finding[], refusal: Refusal, code: string, asSystem: boolean): readonly Finding[] {
  const words = `Windows itself ${refusalWords(refusal, code)}`;
  const details = { fix: REPORT_IT, owner: 'pki', subject: code } as const;
  const symptom = refusal === 'untrusted-root' ? SYMPTOM.untrusted : refusal === 'expired' ? SYMPTOM.date : SYMPTOM.any;
  if (isAccepting(own)) {
    const what = `${words}, although by the stores of this machine it should: ${own[0]?.what ?? ''}`;
    return asSystem
      ? [finding.fail('schannel-disagrees', { ...details, what, why: DECIDES, symptom }), ...own.filter(isWarning)]
      : [...own, finding.warn('schannel-disagrees', { ...details, what, why: HINT })];
  }
  if (!asSystem || worstStatus(own) !== 'unknown') return own;
  const open = own.find(({ status }) => status === 'unknown');
  return [
    finding.fail('schannel-decides', {
      ...details,
      what: `${words}, which this program could not decide`,
      why: `${DECIDES} ${open?.what ?? ''}: ${open?.why ?? ''}`,
      symptom,
    }),
  ];
}

function isWarning({ status }: Finding): boolean {
  return status === 'warn';
}

/** Our own handshake is OpenSSL's: which protocols and ciphers Windows may use is set elsewhere. */
function handshakeEnded(code: string, asSystem: boolean): Warn {
  return finding.warn('schannel-handshake', {
    what: `Windows itself ${refusalWords('other-tls', code)} with the CMG; this program's own handshake succeeded`,
    why: `ccmsetup may fail in the same way. ${asSystem ? DECIDES : HINT} The code does not blame the certificate: most often protocols or ciphers are restricted on this device.`,
    fix: 'Look up the code, then HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL and the policy "SSL Cipher Suite Order" on this device: TLS 1.2 with an ECDHE suite must be allowed.',
    owner: 'device',
    subject: code,
  });
}
