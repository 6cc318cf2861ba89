import { type Finding, type Owner, worstStatus } from '../../src/core/finding.ts';
import { attributeValues, NAME_ATTRIBUTE } from '../../src/formats/distinguished-name.ts';
import type { SourceOutcome, SourceOutcomeCode } from '../../src/trust/revocation.ts';
import { finding } from './codes.ts';
import { type CrlReachabilityEvidence, type JudgedCertificate, judgedPaths } from './evidence.ts';

/** What WinHTTP tells ccmsetup (winhttp.h) when the status of a certificate could not be established. */
const REVOCATION_FAILED = 'WINHTTP_CALLBACK_STATUS_FLAG_CERT_REV_FAILED is set; Error 0x80072f8f';
const REVOKED = 'WINHTTP_CALLBACK_STATUS_FLAG_CERT_REVOKED is set; Error 0x80072f8f';
const TAKEN_FOR_REVOKED =
  'ccmsetup checks revocation as SYSTEM; when it cannot find out, it ends the connection as if the certificate were revoked.';

type Trouble = Parameters<typeof finding.fail>[1] & { readonly code: Parameters<typeof finding.fail>[0] };

/** Windows takes the best chain, so the best path speaks. */
export function judgeRevocationOfPaths(evidence: CrlReachabilityEvidence, noCrlCheck: boolean): readonly Finding[] {
  const perPath = judgedPaths(evidence).map((certificates) =>
    certificates.flatMap((certificate) => judgeCertificate(certificate, noCrlCheck)),
  );
  const rank = ['pass', 'skip', 'warn', 'unknown', 'fail'];
  const best = perPath.toSorted((a, b) => rank.indexOf(worstStatus(a)) - rank.indexOf(worstStatus(b)))[0] ?? [];
  if (best.length > 0) return best;
  return [
    finding.pass('nothing-to-check', {
      what: 'The CMG certificate is itself the root: nobody else could revoke it, and Windows does not ask',
    }),
  ];
}

function judgeCertificate(judged: JudgedCertificate, noCrlCheck: boolean): readonly Finding[] {
  const { judgement } = judged;
  if (judgement.status === 'good') return [good(judged), ...cautions(judged)];
  if (judgement.status === 'unknown' && undecided(judgement.outcomes)) return [undetermined(judged)];
  const trouble = judgement.status === 'revoked' ? revoked(judged) : unestablished(judged);
  return [noCrlCheck ? bootstrapOnly(trouble) : failure(trouble)];
}

function failure({ code, ...details }: Trouble): Finding {
  return finding.fail(code, details);
}

/** `/nocrlcheck` is for ccmsetup alone (Microsoft, "Microsoft Entra authentication workflow": the client checks again). */
function bootstrapOnly({ code, what, fix, owner, subject }: Trouble): Finding {
  return finding.warn('bootstrap-only', {
    what: `${what} (${code})`,
    why: '/nocrlcheck helps ccmsetup itself only: the installed client checks revocation again and stops communicating, unless the site option "Clients check the certificate revocation list (CRL)" is off.',
    fix,
    owner,
    ...(subject !== undefined && { subject }),
  });
}

function good({ asked, judgement }: JudgedCertificate): Finding {
  const by = judgement.decidedBy;
  const until = by?.nextUpdateMs === undefined ? '' : `, valid until ${day(by.nextUpdateMs)}`;
  const subject = by === undefined ? {} : { subject: by.url };
  return by?.method === 'ocsp'
    ? finding.pass('ocsp-good', { what: `${nameOf(asked)}: OCSP says good (${by.url}${until})`, ...subject })
    : finding.pass('reachable', {
        what: `${nameOf(asked)}: not on the list at ${by?.url ?? 'its distribution point'}${until}`,
        ...subject,
      });
}

function cautions({ asked, judgement }: JudgedCertificate): readonly Finding[] {
  const dead = judgement.outcomes.filter(
    ({ code, method, url }) => code !== 'good' && code !== 'revoked' && method !== 'delta-crl' && isHttp(url),
  );
  const deltas = judgement.cautions.filter(({ code }) => code === 'delta-unreachable');
  const findings: Finding[] = [];
  if (dead.length > 0) {
    findings.push(
      finding.warn('partly-unreachable', {
        what: `${nameOf(asked)}: one source works, another does not: ${dead.map(outcomeWords).join('; ')}`,
        why: 'One working source is enough for Windows; it may lose seconds on the other, and has nothing left when the first one fails.',
        fix: 'Repair that URL, or leave it out when the certificate is renewed.',
        owner: 'pki',
        subject: dead[0]?.url ?? '',
      }),
    );
  }
  for (const { url } of deltas) {
    findings.push(
      finding.warn('delta-unreachable', {
        what: `${nameOf(asked)}: the complete list is there, its delta list ${url} is not`,
        why: 'Windows goes on with the complete list as far as is known; it has not been proven for WinHTTP.',
        fix: 'Publish the delta list at that URL (IIS: allow double escaping, because its name holds a plus sign), or end delta lists on the CA.',
        owner: 'pki',
        subject: url,
      }),
    );
  }
  return findings;
}

function revoked({ asked, judgement }: JudgedCertificate): Trouble {
  const by = judgement.decidedBy;
  const since = by?.revokedAtMs === undefined ? '' : ` since ${day(by.revokedAtMs)}`;
  const reason = by?.reason === undefined ? '' : `, reason ${by.reason}`;
  return {
    code: by?.method === 'ocsp' ? 'ocsp-revoked' : 'revoked',
    what: `${nameOf(asked)} (serial ${asked.certificate.serialText}) is revoked${since}${reason}, says ${by?.url ?? 'its issuer'}`,
    why: 'ccmsetup ends the connection to a CMG with a revoked certificate in its chain.',
    fix: 'Issue a new CMG server certificate and set it in the properties of the CMG (Administration > Cloud Services > Cloud Management Gateway).',
    owner: 'pki',
    symptom: REVOKED,
    ...(by && { subject: by.url }),
  };
}

/** Status `unknown`: which of the reasons speaks, and to whom. */
function unestablished({ asked, judgement }: JudgedCertificate): Trouble {
  const name = nameOf(asked);
  const { outcomes } = judgement;
  const common = { why: TAKEN_FOR_REVOKED, symptom: REVOCATION_FAILED, owner: 'pki' as Owner };
  if (asked.sources.length === 0 && outcomes.length === 0) {
    return {
      ...common,
      code: 'no-distribution-point',
      what: `${name} names neither a CRL distribution point nor an OCSP responder`,
      why: `Most likely Windows cannot establish its status and takes it for revoked. ${TAKEN_FOR_REVOKED}`,
      fix: 'Configure an http CRL distribution point on the issuing CA and issue the certificate again (or deploy with /nocrlcheck and turn the CRL option of the site off).',
      subject: asked.certificate.thumbprint,
    };
  }
  const asks = outcomes.filter(({ url }) => !isOffline(url));
  if (asks.length === 0) {
    return {
      ...common,
      code: 'ldap-only',
      what: `${name} is checked at LDAP or file addresses only: ${outcomes.map(({ url }) => url).join(', ')}`,
      why: `Active Directory cannot be asked from the internet. ${TAKEN_FOR_REVOKED}`,
      fix: 'Add an http CRL distribution point on the issuing CA that the internet can reach, publish the CRL there, and issue the certificate again.',
      subject: outcomes[0]?.url ?? '',
    };
  }
  const [speaker, code] = mostTelling(asks);
  const advice = adviceFor(code, speaker);
  return {
    ...common,
    code,
    what: `${name}: ${asks.map(outcomeWords).join('; ')}`,
    fix: advice.fix,
    owner: advice.owner,
    subject: speaker.url,
  };
}

function undetermined({ asked, judgement }: JudgedCertificate): Finding {
  return finding.unknown('undetermined', {
    what: `${nameOf(asked)}: ${judgement.outcomes.map(outcomeWords).join('; ')}`,
    why: 'Windows may be able to use what this program cannot judge.',
    fix: 'Run `certutil -verify -urlfetch` on the CMG certificate as SYSTEM on this device: that is the engine ccmsetup uses.',
    owner: 'pki',
  });
}

/** Nothing usable, and at least one source that this program cannot judge but Windows perhaps can. */
function undecided(outcomes: readonly SourceOutcome[]): boolean {
  return outcomes.some(({ code }) => code === 'signature-unsupported' || code === 'no-next-update');
}

type TroubleCode = 'bad-signature' | 'expired' | 'not-yet-valid' | 'malformed' | 'unusable' | 'unreachable';

/** What a source's outcome is as a finding; the most telling one first. */
const meaning: readonly (readonly [TroubleCode, readonly SourceOutcomeCode[]])[] = [
  ['expired', ['expired']],
  ['not-yet-valid', ['not-yet-valid']],
  ['bad-signature', ['bad-signature', 'wrong-issuer', 'signer-key-usage', 'untrusted-responder']],
  ['malformed', ['malformed']],
  [
    'unusable',
    [
      'unknown-critical',
      'out-of-scope',
      'indirect',
      'partial-reasons',
      'delta-without-base',
      'delta-unusable',
      'responder-error',
      'responder-unknown',
      'no-answer',
      'nonce-mismatch',
    ],
  ],
  ['unreachable', ['unreachable']],
];

function mostTelling(outcomes: readonly SourceOutcome[]): readonly [SourceOutcome, TroubleCode] {
  // A list is what an admin publishes; a responder that does not know better only adds to it.
  const lists = outcomes.filter(({ method }) => method === 'crl');
  for (const candidates of [lists, outcomes]) {
    for (const [code, sources] of meaning) {
      const speaker = candidates.find((candidate) => sources.includes(candidate.code));
      if (speaker !== undefined) return [speaker, code];
    }
  }
  throw new Error(`no reason among ${outcomes.map(({ code }) => code).join(', ')}`);
}

function adviceFor(code: TroubleCode, { url, detail }: SourceOutcome): { readonly fix: string; readonly owner: Owner } {
  switch (code) {
    case 'expired':
      return {
        owner: 'pki',
        fix: `Publish a fresh CRL (on the CA: certutil -crl) and copy it to ${url}; make that copy a scheduled task.`,
      };
    case 'not-yet-valid':
      return {
        owner: 'pki',
        fix: 'Compare the clocks of this device and of the CA; if the CA is ahead, publish the CRL again with the right time.',
      };
    case 'bad-signature':
      return {
        owner: 'pki',
        fix: `Publish at ${url} the CRL of the CA that issued this certificate, signed with the same key; after a CA renewal each key needs its own file.`,
      };
    case 'malformed':
      return {
        owner: 'pki',
        fix: `Publish the CRL itself at ${url}; what is there now is something else, often a sign-in or error page.`,
      };
    case 'unusable':
      return {
        owner: 'pki',
        fix: `Publish at ${url} a complete CRL signed by the issuing CA itself, and its delta list if one is named.`,
      };
    case 'unreachable':
      return /^HTTP 4|does not resolve/.test(detail)
        ? {
            owner: 'pki',
            fix: `Publish the CRL at ${url} so that it can be fetched from the internet without signing in, and resolve its name in public DNS.`,
          }
        : {
            owner: 'network',
            fix: `Let SYSTEM reach ${url} over http from this network (firewall, proxy), and see that the web server behind it runs.`,
          };
  }
}

function outcomeWords({ url, detail, code }: SourceOutcome): string {
  return `${url}: ${code === 'good' ? 'good' : detail}`;
}

/** Addresses that only work inside the company's network. */
function isOffline(url: string): boolean {
  return /^(ldaps?|file):/i.test(url) || url.startsWith('\\\\');
}

function isHttp(url: string): boolean {
  return /^https?:/i.test(url);
}

function nameOf({ certificate }: JudgedCertificate['asked']): string {
  const [commonName] = attributeValues(certificate.subject, NAME_ATTRIBUTE.commonName);
  return `"${commonName ?? certificate.subject.text}"`;
}

function day(ms: number): string {
  return new Date(ms).toISOString().slice(0, 16).replace('T', ' ').concat(' UTC');
}
