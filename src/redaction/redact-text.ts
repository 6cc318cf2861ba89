import { isIP } from 'node:net';
import { addressScope } from '../formats/ip-address.ts';
import { dnAttribute, type KnownName } from './known-names.ts';
import {
  fileExtensions,
  publicAddresses,
  publicIds,
  publicIssuers,
  publicPartOf,
  publicPathWord,
} from './public-names.ts';
import type { Kind, StandIns } from './stand-ins.ts';

const run = /[A-Za-z0-9+/=_-]{48,}/g;
/** Base64 and not a long word. */
const isBlob = (text: string): boolean => /[a-z]/.test(text) && /[A-Z]/.test(text) && /\d/.test(text);
const directory = /\bldaps?:\/\/[^\s"'<>]*(?: [^\s"'<>]*=[^\s"'<>]*)*/gi;
const url = /\b(?:https?|wss?|ftp|file):\/\/[^\s"'<>\\]+/gi;
const urlParts =
  /^(?<start>[a-z]+:\/\/)(?:[^@/?#]*@)?(?<name>\[[^\]]*\]|[^:/?#]*)(?<port>:\d+)?(?<path>[^?#]*)(?<query>[?#].*)?$/i;
/** Without a domain and the same everywhere: the resource that the CMG's app stands for by default. */
const publicHost = /^(?:configmgrservice|localhost)$/i;
const mailbox = /(?<![\w.+'#-])[\w.+'#-]+@(?:[\w-]+\.)+[\p{L}]{2,}/gu;
const share = /(?<![\\\w])\\\\([^\\\s"'<>|?*:]+)((?:\\[^\\\s"'<>|?*:]+)*)/g;
const profile = /(\b[A-Za-z]:\\Users\\)([^\\\s"'<>|]+)/gi;
const guid = /(?<![0-9a-f-])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![0-9a-f-])/gi;
const sid = /\bS-1-(?:5-21|12-1)(?:-\d+)+/g;
const spacedHex = /(?<![\w:])(?:[0-9a-f]{2}[: ]){11,}[0-9a-f]{2}(?![\w:])/gi;
const hex = /(?<![\w-])[0-9a-f]{15,}(?![\w-])/gi;
const siteParameter =
  /\b(SMSSITECODE|SMSMP|SMSMPLIST|FSP|CCMCERTSEL|CCMCERTSTORE|CCMADMINS|SMSCACHEDIR|CCMINSTALLDIR|DNSSUFFIX|SMSROOTKEYPATH|SMSPUBLICROOTKEY|SMSDIRECTORYLOOKUP|PROVISIONTS)(=)("[^"]*"|[^\s"]+)/gi;
const address4 = /(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w]|\.\d)/g;
const address6 = /(?<![\w:.])[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?:%\w+)?(?![\w:])/gi;
/** A label has at most 63 characters and a name at most 127 labels (RFC 1035, 2.3.4): that also bounds the search. */
const hostName =
  /(?<![\p{L}\p{N}_-])(?:[\p{L}\p{N}_](?:[\p{L}\p{N}_-]{0,62}[\p{L}\p{N}_])?\.){1,126}(?:[\p{L}]{2,63}|xn--[\w-]{1,59})(?![\w-])/giu;

/** Marks what has been replaced, so that no later rule replaces it again; private-use characters (Unicode, 23.5). */
const open = '\uE000';
const close = '\uE001';

/** Second-level names under which countries register. */
const secondLevel = new Set(['co', 'com', 'org', 'net', 'gov', 'gouv', 'ac', 'edu', 'or', 'ne', 'go', 'gv']);
/** A company's word is replaced wherever it stands when it is long enough not to be part of another word. */
const leastWordLength = 5;

/** @param checkIds what a finding's code begins with: such a code looks like a host name and is none */
export function textRedactor(
  names: readonly KnownName[],
  checkIds: readonly string[],
  standIns: StandIns,
): (text: string) => string {
  // The longest first: a name may hold another.
  const phrases = [...names]
    .sort((one, other) => other.text.length - one.text.length)
    .map(({ kind, text }) => ({ kind, text, pattern: wholeWords(text) }));
  const companyWords = new Map<string, RegExp>();

  return (text) => {
    const kept: string[] = [];
    const keep = (replacement: string): string => `${open}${kept.push(replacement) - 1}${close}`;
    const give = (kind: Kind, original: string): string => keep(standIns.of(kind, original));
    const host = (name: string): string => keep(hostStandIn(name, standIns, companyWords));
    const hostOf = (name: string): string => (name.includes('.') ? host(name) : give('host', name));

    let out = text.replace(/[\uE000\uE001]/g, '\ufffd');
    out = out.replace(directory, (found) => `ldap:///${give('path', found)}`);
    out = out.replace(url, (found) => {
      const end = /[.,;:!)\]}]*$/.exec(found)?.[0] ?? '';
      const parts = urlParts.exec(found.slice(0, found.length - end.length))?.groups;
      if (parts === undefined) return found;
      const { start = '', name = '', port = '', path = '', query } = parts;
      const isPublic = publicPartOf(name) === name.toLowerCase() || publicHost.test(name);
      const isLiteral = isIP(name.replace(/[[\]]/g, '')) !== 0;
      const shown = isPublic ? keep(name) : isLiteral || name === '' ? name : hostOf(name);
      const words = isPublic
        ? path
        : path
            .split('/')
            .map((word) => pathWord(word, give))
            .join('/');
      return `${start}${shown}${port}${words}${query === undefined ? '' : '?...'}${end}`;
    });
    out = out.replace(run, (found) => (isBlob(found) ? keep(`<${found.length} characters removed>`) : found));
    out = out.replace(mailbox, (found) => `${give('user', found)}@example`);
    out = out.replace(share, (_, server: string, path: string) => {
      const folders = path === '' ? '' : `\\${give('path', path)}`;
      return `\\\\${give('host', server)}${folders}`;
    });
    out = out.replace(profile, (_, before: string, user: string) => before + give('user', user));
    out = out.replace(siteParameter, (found, name: string, sign: string, value: string) =>
      /^"?auto"?$/i.test(value) ? found : `${name}${sign}${give('value', value.replace(/"/g, ''))}`,
    );
    out = out.replace(dnAttribute, (found, type: string, value: string) => {
      const isOurs = wholeMark.test(value) || publicIssuers.test(value) || hostOrId.test(value);
      if (isOurs || (type === 'DC' && /^(?:com|net|org|local|windows|[a-z]{2})$/i.test(value.trim()))) return found;
      const trimmed = value.replace(/^"|"$/g, '').trim();
      return `${type}=${give('name', trimmed)}${value.slice(value.trimEnd().length)}`;
    });
    out = out.replace(guid, (found) => (publicIds.has(found.toLowerCase()) ? keep(found) : give('id', found)));
    out = out.replace(sid, (found) => give('sid', found));
    out = out.replace(spacedHex, (found) => give('serial', found));
    out = out.replace(hex, (found) => give(hexKind(found), found));
    out = out.replace(address4, (found) => (isIP(found) === 4 ? addressStandIn(found, give) : found));
    out = out.replace(address6, (found) => (isIP(found) === 6 ? addressStandIn(found, give) : found));
    out = out.replace(hostName, (found) => {
      const labels = found.split('.');
      const isOther = checkIds.includes(labels[0] ?? '') || fileExtensions.has(labels.at(-1)?.toLowerCase() ?? '');
      return isOther ? found : host(found);
    });
    // After what holds them: `Contoso` may be a tenant's name and a part of its domain.
    for (const { kind, text: original, pattern } of phrases) out = out.replace(pattern, () => give(kind, original));
    for (const [word, pattern] of companyWords) out = out.replace(pattern, () => give('name', word));
    return expand(out, kept);
  };
}

/** A replaced text may hold replaced ones. */
function expand(text: string, kept: readonly string[]): string {
  let out = text;
  for (let depth = 0; depth < 8 && out.includes(open); depth += 1) {
    out = out.replace(/\uE000(\d+)\uE001/g, (_, at: string) => kept[Number(at)] ?? '');
  }
  return out;
}

const wholeMark = /^\uE000\d+\uE001$/;
const hostOrId = /^(?:\*\.)?(?:[\w-]+\.)+[a-z]{2,}$|^[0-9a-f]{8}-[0-9a-f]{4}-/i;

function wholeWords(text: string): RegExp {
  const escaped = text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![\\p{L}\\p{N}\\uE000])${escaped}(?![\\p{L}\\p{N}\\uE001])`, 'giu');
}

function hexKind(text: string): Kind {
  if (/^\d+$/.test(text)) return 'number';
  return text.length === 40 ? 'thumbprint' : text.length === 64 ? 'hash' : 'serial';
}

function addressStandIn(address: string, give: (kind: Kind, original: string) => string): string {
  if (publicAddresses.has(address) || /^127\./.test(address)) return address;
  if (address.includes(':')) return give('address6', address);
  return give(addressScope(address) === 'public' ? 'address' : 'private-address', address);
}

function pathWord(word: string, give: (kind: Kind, original: string) => string): string {
  if (publicPathWord.test(word)) return word;
  const extension = /\.[A-Za-z0-9]{1,5}$/.exec(word)?.[0] ?? '';
  return give('path', word.slice(0, word.length - extension.length)) + extension;
}

/** `cmg.contoso.com` → `host-1.domain-1.example`: names of one domain stay names of one domain. */
function hostStandIn(name: string, standIns: StandIns, companyWords: Map<string, RegExp>): string {
  const lower = name.toLowerCase();
  const known = publicPartOf(lower);
  if (known !== undefined) {
    const own = lower.slice(0, -known.length - 1);
    return own === '' ? known : `${standIns.of('host', own)}.${known}`;
  }
  const labels = lower.split('.');
  const size = labels.length > 2 && (labels.at(-1) ?? '').length === 2 && secondLevel.has(labels.at(-2) ?? '') ? 3 : 2;
  const registered = labels.slice(-size);
  const [word = ''] = registered;
  if (word.length >= leastWordLength && !companyWords.has(word) && !ourWords.test(word)) {
    companyWords.set(word, new RegExp(word.replace(/[^\p{L}\p{N}]/gu, '\\$&'), 'giu'));
  }
  const domain = standIns.of('domain', registered.join('.'));
  const own = labels.slice(0, -size).join('.');
  return own === '' ? domain : `${standIns.of('host', lower)}.${domain}`;
}

/** A company may be named like something that every report speaks of. */
const ourWords =
  /^(?:microsoft|windows|azure|entra|intune|gateway|cloud|client|certificate|device|tenant|proxy|server|service|public|private|internal|connection|network|system|ready|example|github|google)$/;
