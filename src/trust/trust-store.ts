import { decodeTrustList } from '../formats/authroot-ctl.ts';
import { decodeCertificateBlob, type StoredCertificate } from '../formats/certificate-blob.ts';
import type { Decoded, FormatFault } from '../formats/format-error.ts';
import { NO_TRUST_PROPERTIES, type TrustProperties } from '../formats/trust-properties.ts';
import type { Certificate } from '../formats/x509-certificate.ts';

/**
 * The certificate stores of a Windows machine, read from the registry (Microsoft Learn, "System Store Locations":
 * learn.microsoft.com/windows/win32/seccrypto/system-store-locations). LocalMachine\Root is not one store but the union
 * of its physical members; what a user trusts in HKEY_CURRENT_USER does not count for SYSTEM.
 */

/** Physical members of the logical LocalMachine\Root store. */
export type RootMember = 'default' | 'auth-root' | 'group-policy' | 'enterprise' | 'smart-card';

/** One `Certificates\<SHA-1>` key with its `Blob` value. */
export interface StoreEntry {
  readonly keyName: string;
  readonly blob: Uint8Array;
}

/** What the registry of a machine holds. A store whose key does not exist is an empty list. */
export interface RegistryStores {
  readonly roots: Readonly<Partial<Record<RootMember, readonly StoreEntry[]>>>;
  /** `Root` of HKEY_CURRENT_USER: only to tell the admin that the root is in the wrong store. */
  readonly userRoots: readonly StoreEntry[];
  /** All members of LocalMachine\CA together. */
  readonly intermediates: readonly StoreEntry[];
  /** All members of LocalMachine\Disallowed together. */
  readonly disallowed: readonly StoreEntry[];
  /** `DisallowedCertEncodedCtl`: Microsoft's list of certificates that no Windows accepts. */
  readonly disallowedList?: Uint8Array | undefined;
}

/** A certificate in a root store. */
export interface TrustedRoot {
  readonly certificate: Certificate;
  readonly member: RootMember;
  readonly properties: TrustProperties;
}

/** An entry that could not be read: what it would have said is not known. */
export interface UnreadableEntry {
  readonly store: 'root' | 'user-root' | 'ca' | 'disallowed-list';
  readonly keyName: string;
  readonly error: FormatFault;
}

/** What path building needs to know of a machine. */
export interface TrustStore {
  readonly roots: readonly TrustedRoot[];
  readonly userRoots: readonly TrustedRoot[];
  readonly intermediates: readonly Certificate[];
  /** Hashes (upper-case hex) of certificates and keys that this machine refuses: disallowed.ts. */
  readonly disallowed: ReadonlySet<string>;
  readonly unreadable: readonly UnreadableEntry[];
}

/** Reads the stores. Nothing is lost on the way: what cannot be read is listed in `unreadable`. */
export function readTrustStore(stores: RegistryStores): TrustStore {
  const unreadable: UnreadableEntry[] = [];
  const readAll = (store: UnreadableEntry['store'], entries: readonly StoreEntry[]): StoredCertificate[] =>
    entries.flatMap(({ keyName, blob }) => {
      const decoded = decodeCertificateBlob(blob, keyName);
      if (decoded.ok) return [decoded.value];
      unreadable.push({ store, keyName, error: decoded.error });
      return [];
    });
  const asRoots = (store: 'root' | 'user-root', member: RootMember, entries: readonly StoreEntry[]): TrustedRoot[] =>
    readAll(store, entries).map(({ certificate, properties }) => ({ certificate, member, properties }));

  const disallowedList = readDisallowedList(stores.disallowedList);
  if (!disallowedList.ok) {
    unreadable.push({ store: 'disallowed-list', keyName: 'DisallowedCertEncodedCtl', error: disallowedList.error });
  }
  return {
    roots: ROOT_MEMBERS.flatMap((member) => asRoots('root', member, stores.roots[member] ?? [])),
    userRoots: asRoots('user-root', 'default', stores.userRoots),
    intermediates: readAll('ca', stores.intermediates).map(({ certificate }) => certificate),
    // The key's name alone refuses: Windows may hold a hash there without a certificate.
    disallowed: new Set([
      ...stores.disallowed.map(({ keyName }) => keyName.toUpperCase()),
      ...(disallowedList.ok ? disallowedList.value : []),
    ]),
    unreadable,
  };
}

/** Identifiers of the list, of whatever kind: disallowed.ts knows what they may be the hash of. */
function readDisallowedList(bytes: Uint8Array | undefined): Decoded<readonly string[]> {
  if (bytes === undefined || bytes.length === 0) return { ok: true, value: [] };
  const list = decodeTrustList(bytes);
  return list.ok ? { ok: true, value: [...list.value.entries.keys()] } : list;
}

const ROOT_MEMBERS: readonly RootMember[] = ['default', 'auth-root', 'group-policy', 'enterprise', 'smart-card'];

/** A store that trusts exactly these roots, e.g. out of `--roots <pem>`. */
export function storeOfRoots(roots: readonly Certificate[], intermediates: readonly Certificate[] = []): TrustStore {
  return {
    roots: roots.map((certificate) => ({ certificate, member: 'default', properties: NO_TRUST_PROPERTIES })),
    userRoots: [],
    intermediates,
    disallowed: new Set(),
    unreadable: [],
  };
}
