import { isWithinSubtree } from '../formats/distinguished-name.ts';
import type { GeneralName } from '../formats/general-name.ts';

/** Whether one name lies in one subtree of a name constraint (RFC 5280 §4.2.1.10). */

/** `undetermined`: a form of name for which Windows' comparison is not known, or that it does not support. */
export type SubtreeVerdict = 'within' | 'outside' | 'undetermined';

/** Compares a name with a subtree of the same kind. */
export function compareWithSubtree(name: GeneralName, base: GeneralName): SubtreeVerdict {
  if (name.kind === 'dns' && base.kind === 'dns') return verdict(isDnsWithin(name.value, base.value));
  if (name.kind === 'directory' && base.kind === 'directory') return verdict(isWithinSubtree(name.name, base.name));
  if (name.kind === 'email' && base.kind === 'email') return verdict(isEmailWithin(name.value, base.value));
  if (name.kind === 'uri' && base.kind === 'uri') return verdict(isUriWithin(name.value, base.value));
  if (name.kind === 'ip' && base.kind === 'ip') return compareAddress(name.octets, base.octets);
  return 'undetermined';
}

const verdict = (within: boolean): SubtreeVerdict => (within ? 'within' : 'outside');

/** Any name that is the base or ends in a point and the base; a leading point, as many CAs write it, means "below". */
function isDnsWithin(name: string, base: string): boolean {
  const host = name.toLowerCase();
  const suffix = base.toLowerCase();
  if (suffix === '') return true;
  return suffix.startsWith('.') ? host.endsWith(suffix) : host === suffix || host.endsWith(`.${suffix}`);
}

/** A mailbox, all mailboxes of a host, or (leading point) all mailboxes of hosts below a domain. */
function isEmailWithin(name: string, base: string): boolean {
  const at = name.lastIndexOf('@');
  const host = name.slice(at + 1).toLowerCase();
  const baseAt = base.lastIndexOf('@');
  const baseHost = base.slice(baseAt + 1).toLowerCase();
  if (baseAt >= 0) return at >= 0 && name.slice(0, at) === base.slice(0, baseAt) && host === baseHost;
  if (at < 0) return false;
  return isHostWithin(host, baseHost);
}

/** The host of an absolute URI, which must be a name: RFC 5280 rejects URIs without one. */
function isUriWithin(name: string, base: string): boolean {
  const authority = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(name)?.[1];
  const host = authority?.slice(authority.lastIndexOf('@') + 1).replace(/:\d*$/, '');
  if (host === undefined || host === '' || host.startsWith('[') || /^[\d.]+$/.test(host)) return false;
  return isHostWithin(host.toLowerCase(), base.toLowerCase());
}

/** Exactly the host, or with a leading point every host below the domain. */
function isHostWithin(host: string, base: string): boolean {
  return base.startsWith('.') ? host.endsWith(base) && host.length > base.length : host === base;
}

/** Base: address and mask of the same length. */
function compareAddress(address: Uint8Array, base: Uint8Array): SubtreeVerdict {
  if (base.length !== 8 && base.length !== 32) return 'undetermined';
  if (address.length * 2 !== base.length) return 'outside';
  const mask = base.subarray(address.length);
  return verdict(
    address.every((octet, index) => (octet & (mask[index] ?? 0)) === ((base[index] ?? 0) & (mask[index] ?? 0))),
  );
}
