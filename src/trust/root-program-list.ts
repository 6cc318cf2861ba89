import { createHash } from 'node:crypto';
import { decodeTrustList, mentionsThumbprint, type TrustListEntry } from '../formats/authroot-ctl.ts';
import { sameBytes } from '../formats/bytes.ts';
import type { Certificate } from '../formats/x509-certificate.ts';

/**
 * Microsoft's list of public roots as this machine keeps it (`EncodedCtl`; Microsoft Learn, "Configure trusted roots and
 * disallowed certificates"), and what it says about a root that is not there.
 */

/** `EncodedCtl` of the registry, read. `unreadable`: it is there; only a search for thumbprints is possible. */
export type RootProgramList =
  | { readonly kind: 'absent' }
  | { readonly kind: 'read'; readonly entries: ReadonlyMap<string, TrustListEntry> }
  | { readonly kind: 'unreadable'; readonly bytes: Uint8Array };

/** Reads `EncodedCtl`. */
export function readRootProgramList(encodedCtl: Uint8Array | undefined): RootProgramList {
  if (encodedCtl === undefined || encodedCtl.length === 0) return { kind: 'absent' };
  const list = decodeTrustList(encodedCtl);
  if (!list.ok) return { kind: 'unreadable', bytes: encodedCtl };
  return { kind: 'read', entries: list.value.entries };
}

/** Thumbprints of the list, for PathQuestion.rootProgram. */
export function rootProgramThumbprints(list: RootProgramList): ReadonlySet<string> {
  return new Set(list.kind === 'read' ? list.entries.keys() : []);
}

/** What the list says about a root. */
export type Listing =
  | { readonly kind: 'no' }
  | { readonly kind: 'yes'; readonly entry: TrustListEntry }
  /** It is or may be in the list, and what the list says about it cannot be seen. */
  | { readonly kind: 'unknown' };

/** @param isKnownPublicRoot it is known by content; a machine that never fetched the list may still fetch the root */
export function listingOf(list: RootProgramList, root: Certificate, isKnownPublicRoot: boolean): Listing {
  switch (list.kind) {
    case 'absent':
      return { kind: isKnownPublicRoot ? 'unknown' : 'no' };
    case 'read': {
      const entry = list.entries.get(root.thumbprint);
      return entry ? { kind: 'yes', entry } : { kind: 'no' };
    }
    case 'unreadable':
      return { kind: mentionsThumbprint(list.bytes, root.thumbprint) ? 'unknown' : 'no' };
  }
}

/**
 * A root that nobody has, found the way Windows finds it: the list carries the MD5 of each root's name and its key
 * identifier (CERT_SUBJECT_NAME_MD5_HASH_PROP_ID 29 and CERT_KEY_IDENTIFIER_PROP_ID 20, wincrypt.h).
 */
export function listingOfIssuer(list: RootProgramList, child: Certificate): Listing {
  if (list.kind !== 'read') return { kind: 'no' };
  const nameMd5 = createHash('md5').update(child.issuer.der).digest();
  const keyIdentifier = child.authorityKeyIdentifier?.keyIdentifier;
  const entry = [...list.entries.values()].find(
    (candidate) =>
      candidate.subjectNameMd5 !== undefined &&
      sameBytes(candidate.subjectNameMd5, nameMd5) &&
      (keyIdentifier === undefined ||
        candidate.keyIdentifier === undefined ||
        sameBytes(candidate.keyIdentifier, keyIdentifier)),
  );
  return entry ? { kind: 'yes', entry } : { kind: 'no' };
}
