import type { Finding } from '../../src/core/finding.ts';
import { issuerUrls } from '../../src/trust/path-search.ts';
import type { RootVerdict } from '../../src/trust/root-verdict.ts';
import { faultWords, faultyCertificate, fetchWords, quoted, rootName } from '../root-ca/wording.ts';
import { chainVerdict } from './chain-verdict.ts';
import { finding, SYMPTOM } from './codes.ts';
import type { CertificateEvidence } from './evidence.ts';

const NEEDS_CHAIN =
  'ccmsetup, as SYSTEM, ends the connection to a CMG whose certificate does not chain to a root of Local Computer.';
const CERTUTIL = 'Run `certutil -verify -urlfetch <file>` on a Windows device: that is the engine ccmsetup uses.';
const DEPLOY = 'with an Intune trusted certificate profile (store "Computer certificate store - Root")';

/** Whether the chain ends where clients trust it, by the roots that were given or by those of this machine. */
export function judgeChain(evidence: CertificateEvidence): readonly Finding[] {
  const { search, trust, question } = evidence;
  if (trust.kind === 'machine' && trust.unread.length > 0) {
    return [
      finding.unknown('stores-unread', {
        what: `Certificate stores of this machine could not be read: ${trust.unread.map(({ key, why }) => `${key} (${why})`).join(', ')}`,
        why: 'Without them nobody can say which roots this machine trusts.',
        fix: 'Run it again as administrator, or name the roots with --roots.',
        owner: 'device',
      }),
    ];
  }
  const verdict = chainVerdict(search, trust, question.atMs);
  return [chainFinding(verdict, evidence), ...selfSigned(verdict)];
}

function chainFinding(verdict: RootVerdict, evidence: CertificateEvidence): Finding {
  const { trust } = evidence;
  const name = rootName(verdict);
  const subject = verdict.root?.thumbprint;
  const about = subject === undefined ? {} : { subject };
  switch (verdict.code) {
    case 'trusted':
      return finding.pass('trusted', { what: `The chain ends in ${name}, ${whereTrusted(evidence)}`, ...about });
    case 'auto-update':
      return finding.pass('auto-update', {
        what: `The chain ends in ${name}, a public root that Windows fetches by itself when it is first needed`,
        why: "The root is not in this machine's stores yet; it is in Microsoft's root program.",
        ...about,
      });
    case 'auto-update-disabled': {
      const byPolicy = trust.kind === 'machine' && trust.update.disabledByPolicy;
      const why = byPolicy
        ? 'the policy DisableRootAutoUpdate is set'
        : trust.kind === 'machine'
          ? `${trust.updateUrl}: ${trust.updateDetail}`
          : 'the automatic root update does not work';
      return finding.fail('auto-update-disabled', {
        what: `The chain ends in ${name}, a public root that is not on this machine and cannot be fetched: ${why}`,
        why: `Windows would take this root from the automatic root update. ${NEEDS_CHAIN}`,
        fix: `Deploy ${name} ${DEPLOY}, or let devices fetch it; or judge with --roots what other devices trust.`,
        owner: byPolicy ? 'intune-admin' : 'network',
        symptom: SYMPTOM.untrusted,
        ...about,
      });
    }
    case 'user-store-only':
      return finding.fail('user-store-only', {
        what: `The chain ends in ${name}, which only a user of this machine trusts, not Local Computer`,
        why: `A browser shows no error to that user. ${NEEDS_CHAIN}`,
        fix: `Deploy ${name} to every device ${DEPLOY}.`,
        owner: 'intune-admin',
        symptom: SYMPTOM.untrusted,
        ...about,
      });
    case 'missing':
      return verdict.path?.end.kind === 'issuer-not-found'
        ? withoutIssuer(verdict, evidence)
        : missing(verdict, evidence);
    case 'incomplete-chain':
      return withoutIssuer(verdict, evidence);
    case 'disallowed': {
      const refused = faultyCertificate(verdict) ?? verdict.root;
      return finding.fail('disallowed', {
        what: `This machine refuses ${refused === undefined ? 'the chain' : quoted(refused.subject)} for server authentication: ${
          faultWords(verdict) || "Microsoft's trust list disables it for servers"
        }`,
        why: NEEDS_CHAIN,
        fix: 'If your company put it into Untrusted Certificates, take it out there; if Microsoft withdrew it, issue the certificate from another authority.',
        owner: 'pki',
        symptom: SYMPTOM.untrusted,
        ...(refused && { subject: refused.thumbprint }),
      });
    }
    case 'invalid-chain':
      return finding.fail('invalid-chain', {
        what: `The chain is not valid: ${faultWords(verdict) || 'it has no end'}`,
        why: `Windows accepts no chain with this fault. ${NEEDS_CHAIN}`,
        fix: 'Replace the certificate that is named, or issue the server certificate from another authority.',
        owner: 'pki',
        symptom: SYMPTOM.untrusted,
        ...about,
      });
    case 'needs-update-source':
    case 'undetermined':
      return undetermined(verdict, evidence);
  }
}

function whereTrusted({ trust }: CertificateEvidence): string {
  return trust.kind === 'given' ? 'one of the given roots' : 'which this machine trusts';
}

function missing(verdict: RootVerdict, { trust }: CertificateEvidence): Finding {
  const name = rootName(verdict);
  const about = verdict.root === undefined ? {} : { subject: verdict.root.thumbprint };
  if (trust.kind === 'none') return trustNotAsked(`The chain is complete and ends in ${name}`, about);
  return finding.fail('root-missing', {
    what:
      trust.kind === 'given'
        ? `The chain ends in ${name}, which is none of the given roots`
        : `The chain ends in ${name}, which this machine does not trust`,
    why: NEEDS_CHAIN,
    fix: `Deploy the root certificate ${name} to every device ${DEPLOY}, so that it arrives before ccmsetup runs.`,
    owner: 'intune-admin',
    symptom: SYMPTOM.untrusted,
    ...about,
  });
}

function trustNotAsked(what: string, about: { readonly subject?: string }): Finding {
  return finding.unknown('trust-not-asked', {
    what,
    why: 'Which roots devices trust is written in the stores of Windows; here there are none, and no other list stands for them.',
    fix: 'Name the roots that your devices trust with --roots <pem>, or run it on a Windows device.',
    owner: 'pki',
    ...about,
  });
}

/** Nobody has the issuer of the topmost certificate: a root that was not named, or an intermediate that is not in the file. */
function withoutIssuer(verdict: RootVerdict, { fetches, question, trust }: CertificateEvidence): Finding {
  const top = verdict.path?.elements.at(-1)?.certificate;
  const issuer = top === undefined ? 'an unknown issuer' : quoted(top.issuer);
  const urls = top === undefined ? [] : issuerUrls(top);
  const about = top === undefined ? {} : { subject: top.issuer.text };
  const where = trust.kind === 'machine' ? 'nor on this machine' : 'nor among what was given';
  const what = `The issuer ${issuer} of ${top === undefined ? 'the certificate' : quoted(top.subject)} is not in the file ${where}`;
  if (question.offline && urls.some((url) => /^https?:/i.test(url))) {
    return finding.unknown('trust-undetermined', {
      what: `${what}; ${urls.join(', ')} was not asked`,
      why: 'With --offline nothing is fetched; Windows would fetch the issuer from there.',
      fix: 'Run it without --offline, or give the issuer with --intermediates or --roots.',
      owner: 'pki',
      ...about,
    });
  }
  if (trust.kind === 'none') return trustNotAsked(`${what}; ${fetchWords(urls, fetches)}`, about);
  return finding.fail('incomplete-chain', {
    what: `${what}; ${fetchWords(urls, fetches)}`,
    why: NEEDS_CHAIN,
    fix: 'Export the certificate again as a PFX with the whole chain; or give the missing certificate with --intermediates, when devices have it in Intermediate Certification Authorities.',
    owner: 'pki',
    symptom: SYMPTOM.untrusted,
    ...about,
  });
}

function undetermined(verdict: RootVerdict, { trust }: CertificateEvidence): Finding {
  const why = (): string => {
    switch (verdict.why) {
      case 'faults-undetermined':
        return `Windows may or may not accept this: ${faultWords(verdict)}.`;
      case 'search-incomplete':
        return 'There are so many certificates that the search for a chain was cut short.';
      case 'root-list-unavailable':
        return "The root is not in this machine's stores, and Microsoft's trust list is not here to say whether Windows would fetch it.";
      default:
        return `Windows would fetch that root with the automatic root update, whose source ${trust.kind === 'machine' ? trust.updateUrl : ''} was not asked.`;
    }
  };
  return finding.unknown('trust-undetermined', {
    what: `Whether the chain to ${rootName(verdict)} is accepted could not be determined`,
    why: why(),
    fix: CERTUTIL,
    owner: 'pki',
    ...(verdict.root && { subject: verdict.root.thumbprint }),
  });
}

/** It is its own root: trusted only where that very certificate was deployed, and nobody can revoke it. */
function selfSigned({ path, code }: RootVerdict): readonly Finding[] {
  const [only, ...rest] = path?.elements ?? [];
  if (only === undefined || rest.length > 0 || path?.end.kind === 'issuer-not-found' || code === 'invalid-chain')
    return [];
  return [
    finding.warn('self-signed', {
      what: 'The certificate is self-signed',
      why: 'Every device has to have this very certificate among its trusted roots, again after each renewal, and it cannot be revoked.',
      fix: 'Issue the certificate from your PKI or from a public authority.',
      owner: 'pki',
      subject: only.certificate.thumbprint,
    }),
  ];
}
