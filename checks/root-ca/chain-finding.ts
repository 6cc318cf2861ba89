import type { Finding } from '../../src/core/finding.ts';
import type { PathFault } from '../../src/trust/path.ts';
import { issuerUrls } from '../../src/trust/path-search.ts';
import type { RootVerdict } from '../../src/trust/root-verdict.ts';
import type { RootMember } from '../../src/trust/trust-store.ts';
import { finding, SYMPTOM } from './codes.ts';
import { undetermined } from './doubt.ts';
import type { SearchedChain } from './evidence.ts';
import { faultWords, faultyCertificate, fetchWords, isDateFault, named, quoted, rootName } from './wording.ts';

const NEEDS_CHAIN =
  'ccmsetup, as SYSTEM, ends the connection to a CMG whose certificate does not chain to a root of Local Computer.';
const DEPLOY =
  'with an Intune trusted certificate profile (store "Computer certificate store - Root"), assigned so that it arrives before ccmsetup runs';

export function chainFinding(verdict: RootVerdict, evidence: SearchedChain): Finding {
  const name = rootName(verdict);
  const about = verdict.root === undefined ? {} : { subject: verdict.root.thumbprint };
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
      return autoUpdateDisabled(verdict, evidence);
    case 'user-store-only':
      return finding.fail('user-store-only', {
        what: `The chain ends in ${name}, which only a user's store trusts, not Local Computer`,
        why: `A browser shows no error to that user. ${NEEDS_CHAIN}`,
        fix: `Deploy ${name} to Local Computer\\Trusted Root Certification Authorities ${DEPLOY}.`,
        owner: 'intune-admin',
        symptom: SYMPTOM.untrusted,
        ...about,
      });
    case 'missing':
      return missing(verdict, evidence);
    case 'disallowed':
      return disallowed(verdict);
    case 'incomplete-chain':
      return incompleteChain(verdict, evidence);
    case 'invalid-chain':
      return invalidChain(verdict);
    case 'needs-update-source':
      return undetermined(
        verdict,
        `Windows would fetch that root with the automatic root update, and its source ${evidence.updateUrl} cannot be tried here: ${evidence.updateDetail}.`,
      );
    case 'undetermined':
      return undetermined(verdict, openQuestion(verdict));
  }
}

function autoUpdateDisabled(verdict: RootVerdict, evidence: SearchedChain): Finding {
  const name = rootName(verdict);
  const byPolicy = evidence.update.disabledByPolicy;
  return finding.fail('auto-update-disabled', {
    what: `The chain ends in ${name}, a public root that is not on this machine and cannot be fetched: ${
      byPolicy ? 'the policy DisableRootAutoUpdate is set' : `${evidence.updateUrl}: ${evidence.updateDetail}`
    }`,
    why: `Windows would take this root from the automatic root update. ${NEEDS_CHAIN}`,
    fix: byPolicy
      ? `Deploy ${name} ${DEPLOY}, or end the policy "Turn off Automatic Root Certificates Update".`
      : `Allow ${evidence.updateUrl} and its folder for SYSTEM (plain http, port 80), or deploy ${name} ${DEPLOY}.`,
    owner: byPolicy ? 'intune-admin' : 'network',
    symptom: SYMPTOM.untrusted,
    subject: byPolicy ? (verdict.root?.thumbprint ?? name) : evidence.updateUrl,
  });
}

function missing(verdict: RootVerdict, { fetches }: SearchedChain): Finding {
  const { root, path } = verdict;
  const top = path?.elements.at(-1)?.certificate;
  const about = root?.thumbprint ?? top?.issuer.text;
  const what =
    root !== undefined || top === undefined
      ? `The chain ends in ${rootName(verdict)}, which is not a trusted root of this machine`
      : `The chain ends at ${quoted(top.subject)}: its issuer ${quoted(top.issuer)} is not a trusted root of this machine, was not sent, and ${fetchWords(issuerUrls(top), fetches)}`;
  return finding.fail('missing', {
    what,
    why: NEEDS_CHAIN,
    fix: `Deploy the root certificate ${rootName(verdict)} ${DEPLOY}.`,
    owner: 'intune-admin',
    symptom: SYMPTOM.untrusted,
    ...(about !== undefined && { subject: about }),
  });
}

function disallowed(verdict: RootVerdict): Finding {
  // Without a fault it is the trust list that withdrew a root which the stores do not even have.
  const refused = faultyCertificate(verdict) ?? verdict.root;
  const why = verdict.faults.map(({ detail }) => detail).join('; ') || "Microsoft's trust list disables it for servers";
  return finding.fail('disallowed', {
    what: `This machine refuses ${refused === undefined ? 'the chain' : named(refused)} for server authentication: ${why}`,
    why: NEEDS_CHAIN,
    fix: isLimited(verdict.faults)
      ? 'If your company limited the root, allow server authentication for it where it is deployed (certlm.msc, properties of the certificate, shows its purposes); if Microsoft did, replace the CMG server certificate.'
      : 'If your company put it into Untrusted Certificates, take it out there; if Microsoft withdrew it, replace the CMG server certificate.',
    owner: 'pki',
    symptom: SYMPTOM.untrusted,
    ...(refused && { subject: refused.thumbprint }),
  });
}

function isLimited(faults: readonly PathFault[]): boolean {
  return faults.length > 0 && faults.every(({ code }) => code === 'root-limited');
}

function incompleteChain({ path }: RootVerdict, { fetches }: SearchedChain): Finding {
  const top = path?.elements.at(-1)?.certificate;
  const issuer = top === undefined ? 'The issuer' : quoted(top.issuer);
  const how = top === undefined ? 'could not be fetched' : fetchWords(issuerUrls(top), fetches);
  return finding.fail('incomplete-chain', {
    what: `${issuer}, which issued the CMG's certificate, was not sent by the CMG and is not on this machine; ${how}`,
    why: NEEDS_CHAIN,
    fix: 'Export the CMG server certificate again as a PFX with the whole chain and set it in the properties of the CMG; or deploy the intermediate certificate to Local Computer\\Intermediate Certification Authorities.',
    owner: 'cmg-admin',
    symptom: SYMPTOM.untrusted,
    ...(top && { subject: top.issuer.text }),
  });
}

function invalidChain(verdict: RootVerdict): Finding {
  const { faults } = verdict;
  const subject = faultyCertificate(verdict)?.thumbprint ?? verdict.root?.thumbprint;
  return finding.fail('invalid-chain', {
    what: `The chain of the CMG's certificate is not valid: ${faultWords(verdict) || 'it has no end'}`,
    why: `${NEEDS_CHAIN} A chain with this fault counts for none.`,
    fix: faults.every(isDateFault)
      ? 'Renew the certificate that is named, and put the whole renewed chain into the CMG (PFX with chain).'
      : 'Replace the certificate that is named, or the CMG server certificate below it, and check it with `cmg-preflight certificate` before you deploy it.',
    owner: 'pki',
    symptom: symptomOf(faults),
    ...(subject !== undefined && { subject }),
  });
}

function symptomOf(faults: readonly PathFault[]): string {
  if (faults.every(isDateFault)) return SYMPTOM.date;
  return faults.every(({ code }) => code === 'extended-key-usage') ? SYMPTOM.usage : SYMPTOM.any;
}

function openQuestion(verdict: RootVerdict): string {
  switch (verdict.why) {
    case 'search-incomplete':
      return 'There are so many certificates that the search for a chain was cut short.';
    case 'root-list-unavailable':
      return "The root is not in this machine's stores, and Microsoft's trust list is not here to say whether Windows would fetch it.";
    default:
      return `Windows may or may not accept this: ${faultWords(verdict)}.`;
  }
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
