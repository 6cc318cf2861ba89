import type { Finding } from '../../src/core/finding.ts';
import type { RootVerdict, RootVerdictCode } from '../../src/trust/root-verdict.ts';
import { finding } from './codes.ts';
import type { SearchedChain } from './evidence.ts';
import { isSilence } from './retrieval.ts';
import type { UnreadKey } from './unread-key.ts';
import { isAccepted } from './verdict.ts';
import { rootName } from './wording.ts';

export const ASK_WINDOWS =
  'Run `certutil -verify -urlfetch <file>` on the CMG certificate as SYSTEM on this device: that is the engine ccmsetup uses.';

/** Verdicts that a certificate nobody found would change. */
const OF_ABSENCE: ReadonlySet<RootVerdictCode> = new Set<RootVerdictCode>([
  'missing',
  'incomplete-chain',
  'user-store-only',
  'auto-update-disabled',
]);

/** What stands against the verdict, as the finding to give instead of it; undefined when nothing does. */
export function doubtAbout(verdict: RootVerdict, evidence: SearchedChain): Finding | undefined {
  const unread = evidence.unread.filter(({ holds }) => matters(holds, verdict));
  if (unread.length > 0) return storesUnread(unread);
  const why =
    damagedEntry(verdict, evidence) ??
    rootOfSystem(verdict, evidence) ??
    onlyPolicyRoots(verdict, evidence) ??
    otherWay(verdict, evidence);
  return why === undefined ? undefined : undetermined(verdict, why);
}

export function undetermined(verdict: RootVerdict, why: string): Finding {
  return finding.unknown('undetermined', {
    what: `Whether the chain to ${rootName(verdict)} is trusted could not be determined`,
    why,
    fix: ASK_WINDOWS,
    owner: 'pki',
  });
}

/** What was not read can only take away what is trusted (refusals), or only mend what is not (everything else). */
function matters(holds: UnreadKey['holds'], verdict: RootVerdict): boolean {
  switch (holds) {
    case 'disallowed':
      return isAccepted(verdict);
    case 'roots':
    case 'intermediates':
      return !isAccepted(verdict);
    case 'root-update':
      return verdict.code !== 'invalid-chain' && verdict.code !== 'disallowed';
  }
}

function storesUnread(unread: readonly UnreadKey[]): Finding {
  return finding.unknown('stores-unread', {
    what: `Certificate stores of this machine could not be read: ${unread.map(({ key, why }) => `${key} (${why})`).join(', ')}`,
    why: 'What they hold decides what ccmsetup trusts.',
    fix: 'Run it again as SYSTEM or as administrator.',
    owner: 'device',
  });
}

/** An entry that this program cannot read may be the very certificate that seems to be absent. */
function damagedEntry(verdict: RootVerdict, { machine }: SearchedChain): string | undefined {
  if (!OF_ABSENCE.has(verdict.code)) return undefined;
  const { root, path } = verdict;
  const wantedName = root === undefined ? path?.elements.at(-1)?.certificate.issuer.der : undefined;
  const entry = machine.damaged.find(
    ({ store, keyName, blob }) =>
      store !== 'user-root' &&
      (keyName.toUpperCase() === root?.thumbprint || (wantedName !== undefined && occursIn(blob, wantedName))),
  );
  return (
    entry &&
    `The stores hold an entry that may be it and cannot be read here: ${entry.store}\\${entry.keyName} (${entry.why}).`
  );
}

/** SYSTEM has a "current user" store too, and which of its stores WinHTTP looks into is not documented. */
function rootOfSystem({ code, root }: RootVerdict, { machine }: SearchedChain): string | undefined {
  return code === 'user-store-only' && root !== undefined && machine.systemRoots.has(root.thumbprint)
    ? 'Only the current-user store of SYSTEM itself (HKEY_USERS\\S-1-5-18) trusts it; whether ccmsetup looks there is not documented.'
    : undefined;
}

function onlyPolicyRoots({ code, root }: RootVerdict, evidence: SearchedChain): string | undefined {
  if (!evidence.onlyPolicyRoots || code !== 'trusted') return undefined;
  const members = evidence.machine.store.roots
    .filter(({ certificate }) => certificate.thumbprint === root?.thumbprint)
    .map(({ member }) => member);
  return members.includes('group-policy') || members.includes('enterprise')
    ? undefined
    : 'A policy (ProtectedRoots, Flags 0x8: "Only Enterprise Root CAs") trusts only roots that policy or Active Directory deployed, and this one was not.';
}

/** What could not be fetched here may be within reach by the proxy that a script names. */
function otherWay({ code }: RootVerdict, evidence: SearchedChain): string | undefined {
  const { unfollowedScript: script, fetches, updateFault } = evidence;
  const isOpen =
    (code === 'incomplete-chain' && fetches.some(({ fault }) => isSilence(fault))) ||
    (code === 'auto-update-disabled' && isSilence(updateFault));
  return script !== undefined && isOpen ? scriptWords(script) : undefined;
}

/** Completes a finding about something that did not answer. */
export function scriptWords(script: string): string {
  return `SYSTEM's Internet Settings name a proxy script (${script}), which Windows follows and this program does not.`;
}

function occursIn(blob: Uint8Array, part: Uint8Array): boolean {
  return Buffer.from(blob).includes(Buffer.from(part));
}
