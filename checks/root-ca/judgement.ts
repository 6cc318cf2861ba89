import type { JudgeContext } from '../../src/core/check.ts';
import type { Finding } from '../../src/core/finding.ts';
import { attributeValues, type DistinguishedName, NAME_ATTRIBUTE } from '../../src/formats/distinguished-name.ts';
import type { CandidatePath, PathFault } from '../../src/trust/path.ts';
import { issuerUrls } from '../../src/trust/path-search.ts';
import { judgeRoot, type RootVerdict } from '../../src/trust/root-verdict.ts';
import type { RootMember } from '../../src/trust/trust-store.ts';
import { finding } from './codes.ts';
import type { RootCaEvidence } from './evidence.ts';

type Searched = Extract<RootCaEvidence, { kind: 'searched' }>;

/** What WinHTTP tells ccmsetup (winhttp.h): ERROR_WINHTTP_SECURE_FAILURE with this flag. */
const INVALID_CA = 'WINHTTP_CALLBACK_STATUS_FLAG_INVALID_CA is set; Error 0x80072f8f';
const NEEDS_CHAIN =
  'ccmsetup, as SYSTEM, ends the connection to a CMG whose certificate does not chain to a root of Local Computer.';

export function judgeChain(evidence: RootCaEvidence, context: JudgeContext): readonly Finding[] {
  if (evidence.kind === 'unreadable-certificate') {
    return [
      finding.fail('invalid-chain', {
        what: `The CMG's certificate cannot be read: ${evidence.why}`,
        why: NEEDS_CHAIN,
        fix: 'Renew the CMG server certificate and look at it with `certutil -dump` before you deploy it.',
        owner: 'pki',
        symptom: INVALID_CA,
      }),
    ];
  }
  const verdict = judgeRoot(evidence.search, evidence.update, context.observedAt.getTime());
  const accepted = verdict.code === 'trusted' || verdict.code === 'auto-update';
  // An unread store can only hide a root or a refusal: with either in doubt nothing can be called trusted or missing.
  if (evidence.unread.length > 0) return [storesUnread(evidence)];
  return [chainFinding(verdict, evidence), ...(accepted ? notSent(verdict.path) : [])];
}

function chainFinding(verdict: RootVerdict, evidence: Searched): Finding {
  const name = rootName(verdict);
  const subject = verdict.root?.thumbprint;
  const about = subject === undefined ? {} : { subject };
  switch (verdict.code) {
    case 'trusted':
      return finding.pass('trusted', {
        what: `The chain ends in ${name}, which is in ${whereTrusted(verdict)}`,
        ...about,
      });
    case 'auto-update':
      return finding.pass('auto-update', {
        what: `The chain ends in ${name}, which Windows fetches by itself when it is first needed (${evidence.updateUrl} answers)`,
        why: "The root is not in this machine's stores yet; it is in Microsoft's root program and the automatic root update works.",
        ...about,
      });
    case 'auto-update-disabled':
      return finding.fail('auto-update-disabled', {
        what: `The chain ends in ${name}, a public root that is not on this machine and cannot be fetched: ${updateTrouble(evidence)}`,
        why: `Windows would take this root from the automatic root update. ${NEEDS_CHAIN}`,
        fix: `Allow http://ctldl.windowsupdate.com for SYSTEM (or end the policy DisableRootAutoUpdate), or deploy ${name} with an Intune trusted certificate profile to Local Computer\\Trusted Root.`,
        owner: evidence.update.disabledByPolicy ? 'intune-admin' : 'network',
        symptom: INVALID_CA,
        ...about,
      });
    case 'user-store-only':
      return finding.fail('user-store-only', {
        what: `The chain ends in ${name}, which only a user's store trusts, not Local Computer`,
        why: `A browser shows no error to that user. ${NEEDS_CHAIN}`,
        fix: `Deploy ${name} to Local Computer\\Trusted Root Certification Authorities (Intune: trusted certificate profile, store "Computer certificate store - Root").`,
        owner: 'intune-admin',
        symptom: INVALID_CA,
        ...about,
      });
    case 'missing':
      return finding.fail('missing', {
        what: `The chain ends in ${name}, which is not a trusted root of this machine`,
        why: NEEDS_CHAIN,
        fix: `Deploy the root certificate ${name} with an Intune trusted certificate profile (store "Computer certificate store - Root"), assigned so that it arrives before ccmsetup runs.`,
        owner: 'intune-admin',
        symptom: INVALID_CA,
        ...about,
      });
    case 'disallowed':
      return finding.fail('disallowed', {
        what: `This machine refuses ${name} for server authentication: ${faultWords(verdict.faults)}`,
        why: NEEDS_CHAIN,
        fix: 'Take the certificate out of the Untrusted Certificates store if your company put it there; if Microsoft withdrew it, replace the CMG server certificate.',
        owner: 'pki',
        symptom: INVALID_CA,
        ...about,
      });
    case 'incomplete-chain':
      return incompleteChain(verdict, evidence);
    case 'invalid-chain':
      return finding.fail('invalid-chain', {
        what: `The chain of the CMG's certificate is not valid: ${faultWords(verdict.faults)}${ofWhich(verdict)}`,
        why: NEEDS_CHAIN,
        fix: 'Replace the certificate that is named, or the CMG server certificate below it, and check it with `cmg-preflight certificate` before you deploy it.',
        owner: 'pki',
        symptom: INVALID_CA,
        ...about,
      });
    case 'needs-update-source':
    case 'undetermined':
      return undetermined(verdict, evidence);
  }
}

function incompleteChain(verdict: RootVerdict, evidence: Searched): Finding {
  const top = verdict.path?.elements.at(-1)?.certificate;
  const urls = top === undefined ? [] : issuerUrls(top);
  const tried = evidence.fetches.map(({ url, outcome }) => `${url}: ${outcome}`).join('; ');
  const issuer = top === undefined ? 'its issuer' : `"${top.issuer.text}"`;
  return finding.fail('incomplete-chain', {
    what: `${issuer}, which issued the CMG's certificate, was not sent by the CMG, is not on this machine, and ${
      urls.length === 0
        ? 'the certificate does not say where to fetch it'
        : `could not be fetched (${tried || urls.join(', ')})`
    }`,
    why: NEEDS_CHAIN,
    fix: 'Export the CMG server certificate again as a PFX with the whole chain and set it in the CMG properties; or deploy the intermediate certificate to Local Computer\\Intermediate Certification Authorities.',
    owner: 'cmg-admin',
    symptom: INVALID_CA,
    ...(top && { subject: top.issuer.text }),
  });
}

function undetermined(verdict: RootVerdict, evidence: Searched): Finding {
  const reasons = {
    'faults-undetermined': `Windows may or may not accept this: ${faultWords(verdict.faults)}${ofWhich(verdict)}`,
    'search-incomplete': 'The server sent so many certificates that the search for a chain was cut short.',
    'root-list-unavailable':
      "The root is not in this machine's stores, and Microsoft's trust list is not here to say whether Windows would fetch it.",
  };
  return finding.unknown('undetermined', {
    what: `Whether the chain to ${rootName(verdict)} is trusted could not be determined`,
    why:
      verdict.why === undefined
        ? `The automatic root update takes its list from ${evidence.updateUrl}, which cannot be tried from here.`
        : reasons[verdict.why],
    fix: 'Run `certutil -verify -urlfetch` on the CMG certificate as SYSTEM on this device: that is the engine ccmsetup uses.',
    owner: 'pki',
  });
}

function storesUnread({ unread }: Searched): Finding {
  return finding.unknown('stores-unread', {
    what: `Certificate stores of this machine could not be read: ${unread.map(({ key, why }) => `${key} (${why})`).join(', ')}`,
    why: 'Without them nobody can say which roots ccmsetup will trust.',
    fix: 'Run it again as SYSTEM or as administrator.',
    owner: 'device',
  });
}

/** The device can close the gap by itself, which works until the AIA server is out of reach. */
function notSent(path: CandidatePath | undefined): readonly Finding[] {
  const fetched = path?.elements.filter(({ source }) => source === 'aia') ?? [];
  const [first] = fetched;
  if (first === undefined) return [];
  return [
    finding.warn('intermediate-not-sent', {
      what: `The CMG does not send the intermediate certificate ${quoted(first.certificate.subject)}; it was fetched from the URL in the certificate`,
      why: 'Windows fetches it too, on every device, as long as that URL can be reached by SYSTEM.',
      fix: 'Export the CMG server certificate again as a PFX with the whole chain and set it in the CMG properties.',
      owner: 'cmg-admin',
      subject: first.certificate.thumbprint,
    }),
  ];
}

const stores: Readonly<Record<RootMember, string>> = {
  default: 'Local Computer\\Trusted Root',
  'auth-root': 'Local Computer\\Third-Party Root',
  'group-policy': 'the roots that group policy deployed',
  enterprise: 'the enterprise roots of Active Directory',
  'smart-card': 'the smart card roots',
};

function whereTrusted({ path }: RootVerdict): string {
  return path?.end.kind === 'trusted-root' ? stores[path.end.root.member] : 'the stores of this machine';
}

function updateTrouble({ update, updateUrl, updateDetail }: Searched): string {
  return update.disabledByPolicy ? 'the policy DisableRootAutoUpdate is set' : `${updateUrl}: ${updateDetail}`;
}

/** The root where one is known, else the name of the issuer that nobody has. */
function rootName({ root, path }: RootVerdict): string {
  if (root !== undefined) return `${quoted(root.subject)} (${root.thumbprint})`;
  const top = path?.elements.at(-1)?.certificate;
  return top === undefined ? 'an unknown root' : quoted(top.issuer);
}

function quoted(name: DistinguishedName): string {
  const [commonName] = attributeValues(name, NAME_ATTRIBUTE.commonName);
  return `"${commonName ?? name.text}"`;
}

function faultWords(faults: readonly PathFault[]): string {
  return faults.length === 0
    ? 'it is in the Untrusted Certificates store or disabled'
    : faults.map(({ detail }) => detail).join('; ');
}

function ofWhich({ faults, path }: RootVerdict): string {
  const position = faults[0]?.position;
  const certificate = position === undefined ? undefined : path?.elements[position]?.certificate;
  return certificate === undefined ? '' : ` (in ${quoted(certificate.subject)}, ${certificate.thumbprint})`;
}
