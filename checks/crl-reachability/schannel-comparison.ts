import { type Finding, worstStatus } from '../../src/core/finding.ts';
import type { CandidatePath } from '../../src/trust/path.ts';
import { revocationSources } from '../../src/trust/revocation-sources.ts';
import type { SchannelAnswer } from '../root-ca/schannel.ts';
import { REVOCATION_OFFLINE, refusalWords } from '../root-ca/schannel-codes.ts';
import { REPORT_IT } from '../root-ca/schannel-comparison.ts';
import { finding, SYMPTOM } from './codes.ts';

/**
 * Windows' own word on revocation, beside ours. It looks into SYSTEM's cache as well, which ccmsetup on this device does
 * too: what Windows accepts is no failure here, and a dead source is none the better for it.
 */

const DECIDES =
  'It was asked through the inbox curl.exe as SYSTEM with revocation checking on, as ccmsetup asks over WinHTTP: Windows decides.';
const HINT =
  'It was asked through the inbox curl.exe, not as SYSTEM: the cache and the proxy of this account count there, and ccmsetup has others.';
/** Nobody unsays a revocation; that Windows has not noticed yet is its cache. */
const FINAL: ReadonlySet<string> = new Set(['crl-reachability.revoked', 'crl-reachability.ocsp-revoked']);

/**
 * @param path the chain that the findings are about; undefined when none could be looked at
 * @param noCrlCheck failures become warnings of their own, which say more than that a cache hides them for now
 */
export function compareWithSchannel(
  own: readonly Finding[],
  { opinion, asSystem }: SchannelAnswer,
  path: CandidatePath | undefined,
  noCrlCheck: boolean,
): readonly Finding[] {
  switch (opinion.status) {
    case 'accepted':
      if (own.some(({ code, status }) => status === 'fail' && FINAL.has(code))) return own;
      return asSystem ? acceptedAsSystem(own, noCrlCheck) : acceptedByAnother(own);
    case 'revoked':
    case 'revocation-unavailable':
      return refused(own, { status: opinion.status, code: opinion.code, asSystem }, path);
    default:
      return own;
  }
}

function acceptedAsSystem(own: readonly Finding[], noCrlCheck: boolean): readonly Finding[] {
  if (own.length === 0) return [decided('This program knows no chain whose lists it could look at.')];
  return own.map((one) => {
    if (one.status === 'fail') {
      if (noCrlCheck) return one;
      return finding.warn('schannel-disagrees', {
        what: `Windows itself can check the chain now, although: ${one.what}`,
        why: `${DECIDES} Most likely a copy in SYSTEM's cache (CryptnetUrlCache) or a list installed on this machine serves it: ccmsetup passes until that expires, and a device without one fails.`,
        fix: one.fix,
        owner: one.owner,
        ...(one.subject !== undefined && { subject: one.subject }),
      });
    }
    const isOpen = one.status === 'unknown' || one.code === 'crl-reachability.issuer-missing';
    return isOpen ? decided(`${one.what}: ${one.why}`) : one;
  });
}

function decided(open: string): Finding {
  return finding.pass('schannel-decides', {
    what: 'Windows itself finds nothing revoked in the chain of the CMG, which this program could not decide',
    why: `${DECIDES} ${open}`,
  });
}

function acceptedByAnother(own: readonly Finding[]): readonly Finding[] {
  const failure = own.find(({ status }) => status === 'fail');
  if (failure === undefined) return own;
  return [
    ...own,
    finding.warn('schannel-disagrees', {
      what: `Windows itself can check the chain for this account, although: ${failure.what}`,
      why: `${HINT} Most likely its cache has a copy.`,
      fix: 'Run it as SYSTEM, whose cache is the one that counts: from Intune, a scheduled task, or `psexec -s`.',
      owner: 'device',
      ...(failure.subject !== undefined && { subject: failure.subject }),
    }),
  ];
}

interface Refused {
  readonly status: 'revoked' | 'revocation-unavailable';
  readonly code: string;
  readonly asSystem: boolean;
}

function refused(
  own: readonly Finding[],
  { status, code, asSystem }: Refused,
  path: CandidatePath | undefined,
): readonly Finding[] {
  const words = `Windows itself ${refusalWords(status, code)}`;
  const common = {
    fix: `${REPORT_IT} The log Microsoft-Windows-CAPI2/Operational, once enabled, names the certificate and the address.`,
    owner: 'pki',
    subject: code,
  } as const;
  const failing = {
    ...common,
    symptom: status === 'revoked' ? SYMPTOM.revoked : SYMPTOM.unknown,
    // Our own questions were answered: the other side may have been slow for once.
    ...(code === REVOCATION_OFFLINE && { transient: true }),
  };
  const worst = worstStatus(own);
  if (worst === 'pass' || worst === 'warn') {
    const what = `${words}, although it was found out here: ${own[0]?.what ?? ''}`;
    if (asSystem && !mayConcernRoot(path)) {
      return [finding.fail('schannel-disagrees', { ...failing, what, why: DECIDES }), ...own.filter(isWarning)];
    }
    const why = asSystem
      ? 'curl.exe has the root checked too, which WinHTTP leaves out, and this root names a place to ask or stands alone: ccmsetup may not mind.'
      : HINT;
    return [...own, finding.warn('schannel-disagrees', { ...common, what, why })];
  }
  const open = own.find((one) => one.status === 'unknown');
  if (!asSystem || worst !== 'unknown' || open === undefined) return own;
  return [
    finding.fail('schannel-decides', {
      ...failing,
      what: `${words}, which this program could not decide`,
      why: `${DECIDES} ${open.what}: ${open.why}`,
    }),
  ];
}

/** SCH_CRED_REVOCATION_CHECK_CHAIN covers the root, which matters only where there is something to ask about it. */
function mayConcernRoot(path: CandidatePath | undefined): boolean {
  const root =
    path?.end.kind === 'issuer-not-found' || path?.end.kind === 'too-long' ? undefined : path?.elements.at(-1);
  if (root === undefined) return false;
  return path?.elements.length === 1 || revocationSources(root.certificate).length > 0;
}

function isWarning({ status }: Finding): boolean {
  return status === 'warn';
}
