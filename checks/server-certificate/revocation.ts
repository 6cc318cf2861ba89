import type { Finding, Owner } from '../../src/core/finding.ts';
import type { RevocationJudgement, SourceOutcome } from '../../src/trust/revocation.ts';
import { judgeRevocation } from '../../src/trust/revocation-judgement.ts';
import { quoted } from '../root-ca/wording.ts';
import { finding, SYMPTOM } from './codes.ts';
import type { CertificateQuestion, RevocationFacts } from './evidence.ts';
import { isDirectory, judgePublication } from './publication.ts';
import { adviceFor, isUndecided, mostTelling } from './source-trouble.ts';
import { day } from './wording.ts';

/** What is said about one certificate of the chain in the report. */
export type RevocationStatus = 'good' | 'revoked' | 'unknown' | 'not-checked';

export interface JudgedRevocation {
  readonly thumbprint: string;
  readonly status: RevocationStatus;
  readonly findings: readonly Finding[];
}

const TAKEN_FOR_REVOKED =
  'ccmsetup checks revocation as SYSTEM; when it cannot find out, it ends the connection as if the certificate were revoked.';

type Trouble = Parameters<typeof finding.fail>[1] & { readonly code: Parameters<typeof finding.fail>[0] };

export function judgeOneRevocation(facts: RevocationFacts, question: CertificateQuestion): JudgedRevocation {
  const { certificate, issuer, answers } = facts;
  const judgement = judgeRevocation({ certificate, issuer, answers, atMs: question.atMs });
  const { thumbprint } = certificate;
  if (judgement.status === 'good') {
    return {
      thumbprint,
      status: 'good',
      findings: [...whenGood(facts, judgement, question), ...judgePublication(facts)],
    };
  }
  if (judgement.status === 'revoked') {
    return { thumbprint, status: 'revoked', findings: [serious(revoked(facts, judgement), question)] };
  }
  if (question.noCrlCheck && isUnasked(facts, question)) {
    return { thumbprint, status: 'not-checked', findings: [notChecked(facts)] };
  }
  const open = openQuestion(facts, judgement, question);
  const findings = open === undefined ? [serious(unestablished(facts, judgement), question)] : [open];
  return { thumbprint, status: 'unknown', findings: [...findings, ...judgePublication(facts)] };
}

/** `/nocrlcheck` is for ccmsetup alone (Microsoft, "Microsoft Entra authentication workflow": the client checks again). */
function serious({ code, ...details }: Trouble, { noCrlCheck }: CertificateQuestion): Finding {
  if (!noCrlCheck) return finding.fail(code, details);
  const { what, fix, owner, subject } = details;
  return finding.warn('bootstrap-only', {
    what: `${what} (${code})`,
    why: '/nocrlcheck is for ccmsetup only. The installed client checks revocation again and stops communicating, unless the site option "Clients check the certificate revocation list (CRL)" is off.',
    fix,
    owner,
    ...(subject !== undefined && { subject }),
  });
}

function whenGood(
  facts: RevocationFacts,
  { decidedBy, outcomes, cautions }: RevocationJudgement,
  question: CertificateQuestion,
): readonly Finding[] {
  const name = quoted(facts.certificate.subject);
  const until = decidedBy?.nextUpdateMs === undefined ? '' : `, valid until ${day(decidedBy.nextUpdateMs)}`;
  const by = decidedBy?.url ?? 'its issuer';
  const findings: Finding[] = [
    finding.pass('not-revoked', {
      what: `${name}: ${decidedBy?.method === 'ocsp' ? `OCSP says good (${by}${until})` : `not on the list ${by}${until}`}`,
      subject: by,
    }),
  ];
  const dead = outcomes.filter(
    ({ code, method, url }) => code !== 'good' && method !== 'delta-crl' && /^https?:/i.test(url),
  );
  if (dead.length > 0) {
    findings.push(
      finding.warn('partly-unreachable', {
        what: `${name}: one source works, another does not: ${dead.map(outcomeWords).join('; ')}`,
        why: 'One working source is enough for Windows; it may lose seconds on the other, and has nothing left when the first one fails.',
        fix: 'Repair that address, or leave it out when the certificate is issued again.',
        owner: 'pki',
        subject: dead[0]?.url ?? '',
      }),
    );
  }
  for (const { url } of cautions.filter(({ code }) => code === 'delta-unreachable')) {
    findings.push(
      finding.warn('delta-unreachable', {
        what: `${name}: the complete list is there, its delta list ${url} is not`,
        why: 'Windows goes on with the complete list as far as is known; it has not been proven for WinHTTP.',
        fix: 'Publish the delta list there (IIS: allow double escaping, because its name holds a plus sign), or end delta lists on the CA.',
        owner: 'pki',
        subject: url,
      }),
    );
  }
  return [...findings, ...unpublished(facts, question)];
}

/** A list was given and says good; devices have to find it by the addresses in the certificate. */
function unpublished(facts: RevocationFacts, question: CertificateQuestion): readonly Finding[] {
  const { certificate, sources } = facts;
  if (sources.length > 0 && sources.every(isDirectory)) return [serious(ldapOnly(facts), question)];
  if (sources.length > 0) return [];
  return [
    finding.warn('not-published', {
      what: `${quoted(certificate.subject)} names neither a CRL distribution point nor an OCSP responder`,
      why: `The given list says good, and devices do not know where to look for it: most likely Windows takes the status for unknown. ${TAKEN_FOR_REVOKED}`,
      fix: 'Configure an http CRL distribution point on the issuing CA and issue the certificate again.',
      owner: 'pki',
      subject: certificate.thumbprint,
    }),
  ];
}

function revoked({ certificate }: RevocationFacts, { decidedBy }: RevocationJudgement): Trouble {
  const since = decidedBy?.revokedAtMs === undefined ? '' : ` since ${day(decidedBy.revokedAtMs)}`;
  const reason = decidedBy?.reason === undefined ? '' : `, reason ${decidedBy.reason}`;
  return {
    code: decidedBy?.method === 'ocsp' ? 'ocsp-revoked' : 'revoked',
    what: `${quoted(certificate.subject)} (serial ${certificate.serialText}) is revoked${since}${reason}, says ${decidedBy?.url ?? 'its issuer'}`,
    why: 'ccmsetup ends the connection to a CMG with a revoked certificate in its chain.',
    fix: 'Do not deploy this certificate; issue a new one.',
    owner: 'pki',
    symptom: SYMPTOM.revoked,
    ...(decidedBy && { subject: decidedBy.url }),
  };
}

/** Nothing was asked, and nothing in the certificate says that asking would be in vain. */
function isUnasked({ answers, sources }: RevocationFacts, { offline, lists }: CertificateQuestion): boolean {
  const couldBeAsked = sources.some((source) => !isDirectory(source));
  return answers.length === 0 && couldBeAsked && (offline || lists !== undefined);
}

function notChecked({ certificate }: RevocationFacts): Finding {
  return finding.skip('revocation-not-checked', {
    what: `${quoted(certificate.subject)}: revocation was not looked at`,
    why: 'Nothing was fetched and no list of its issuer was given; with --no-crl-check that decides nothing.',
  });
}

/** Why the status is not known here although Windows may find it out; undefined when Windows cannot either. */
function openQuestion(
  facts: RevocationFacts,
  { outcomes }: RevocationJudgement,
  question: CertificateQuestion,
): Finding | undefined {
  const name = quoted(facts.certificate.subject);
  const common = { owner: 'pki' as Owner, subject: facts.certificate.subject.text };
  if (isUnasked(facts, question)) {
    const given = question.lists?.length ?? 0;
    return finding.unknown('revocation-undetermined', {
      what:
        given > 0
          ? `${name}: none of the ${given} given lists is one of its issuer "${facts.certificate.issuer.text}"`
          : `${name}: whether it is revoked was not asked`,
      why:
        given > 0
          ? 'With --crl nothing is fetched. Windows wants the status of every certificate but the root.'
          : 'With --offline nothing is fetched. Windows wants the status of every certificate but the root.',
      fix: `Give its list with --crl <file>, or run it without ${given > 0 ? '--crl' : '--offline'}.`,
      ...common,
    });
  }
  if (!isUndecided(outcomes)) return undefined;
  return finding.unknown('revocation-undetermined', {
    what: `${name}: ${outcomes.map(outcomeWords).join('; ')}`,
    why: 'Windows may be able to use what this program cannot judge.',
    fix: 'Run `certutil -verify -urlfetch <file>` on a Windows device: that is the engine ccmsetup uses.',
    ...common,
  });
}

function ldapOnly({ certificate, sources }: RevocationFacts): Trouble {
  return {
    code: 'ldap-only',
    what: `${quoted(certificate.subject)} is checked at LDAP or file addresses only: ${sources.map(({ url }) => url).join(', ')}`,
    why: `Active Directory cannot be asked from the internet. ${TAKEN_FOR_REVOKED}`,
    fix: 'Add an http CRL distribution point on the issuing CA that the internet can reach, publish the CRL there, and issue the certificate again.',
    owner: 'pki',
    symptom: SYMPTOM.revocation,
    subject: sources[0]?.url ?? certificate.thumbprint,
  };
}

/** Windows cannot establish the status either. */
function unestablished(facts: RevocationFacts, { outcomes }: RevocationJudgement): Trouble {
  const { certificate, sources } = facts;
  const name = quoted(certificate.subject);
  const asked = outcomes.filter(({ url }) => !sources.some((source) => source.url === url && isDirectory(source)));
  const common = { why: TAKEN_FOR_REVOKED, symptom: SYMPTOM.revocation };
  if (asked.length > 0) {
    const { speaker, trouble } = mostTelling(asked);
    return {
      ...common,
      ...adviceFor(trouble, speaker),
      code: trouble,
      what: `${name}: ${asked.map(outcomeWords).join('; ')}`,
      subject: speaker.url,
    };
  }
  if (sources.length > 0) return ldapOnly(facts);
  return {
    ...common,
    code: 'no-distribution-point',
    what: `${name} names neither a CRL distribution point nor an OCSP responder`,
    why: `Most likely Windows cannot establish its status. ${TAKEN_FOR_REVOKED}`,
    fix: 'Configure an http CRL distribution point on the issuing CA and issue the certificate again (or deploy with /nocrlcheck and turn the CRL option of the site off).',
    owner: 'pki',
    subject: certificate.thumbprint,
  };
}

function outcomeWords({ url, detail, code }: SourceOutcome): string {
  return `${url}: ${code === 'good' ? 'good' : detail}`;
}
