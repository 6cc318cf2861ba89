/** Where a CMG is reached; the shape of a target's `cmg`. */
export interface CmgHostName {
  /** Lower case, ASCII (punycode where it was not), no trailing dot. */
  readonly host: string;
  /** 443 but in a lab. */
  readonly port: number;
  /** `/CCM_Proxy_MutualAuth/<id>` as written, when it was given. */
  readonly path?: string;
}

export type ParsedCmgHostName =
  | { readonly ok: true; readonly cmg: CmgHostName; readonly warnings: readonly string[] }
  /** @property reason one sentence */
  | { readonly ok: false; readonly reason: string };

/** RFC 1035 section 2.3.4, in characters of the presentation form without the trailing dot. */
const MAX_NAME_LENGTH = 253;
const MAX_LABEL_LENGTH = 63;
/** A name with a path has about 90 characters; this only bounds the work. */
const MAX_TEXT_LENGTH = 2048;

const refuse = (reason: string): ParsedCmgHostName => ({ ok: false, reason });

/**
 * Reads a CMG's address as `--cmg` and CCMHOSTNAME give it: `host`, `host:port`,
 * `host/CCM_Proxy_MutualAuth/<id>`; `https://` is tolerated with a warning, because the management point list of a
 * client shows it and CCMHOSTNAME must not have it.
 */
export function parseCmgHostName(text: string): ParsedCmgHostName {
  const trimmed = text.trim();
  if (trimmed === '') return refuse('it is empty.');
  if (trimmed.length > MAX_TEXT_LENGTH) return refuse('it is far too long for a host name.');
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):\/+/.exec(trimmed);
  if (scheme !== null && scheme[1]?.toLowerCase() !== 'https') {
    return refuse(`"${scheme[1]}://" is wrong, a CMG is reached by https only; give the bare host name.`);
  }
  const parts = /^([^/?#\\@:]*)(?::([^/?#\\@]*))?(\/[^?#]*)?([\s\S]*)$/.exec(trimmed.slice(scheme?.[0].length ?? 0));
  const [, name = '', portText, pathText, rest = ''] = parts ?? [];
  if (rest !== '') return refuse(`"${rest[0]}" does not belong into a host name.`);
  const host = parseName(name);
  if (!host.ok) return host;
  const port = portText === undefined ? 443 : parsePort(portText);
  if (port === undefined) return refuse(`"${portText}" is no port number from 1 to 65535.`);
  const path = parsePath(pathText);
  if (!path.ok) return refuse(path.reason);
  const warnings = [
    ...(scheme === null ? [] : ['"https://" was ignored; CCMHOSTNAME must not have it.']),
    ...host.warnings,
    ...path.warnings,
  ];
  return { ok: true, cmg: { host: host.name, port, ...(path.path !== undefined && { path: path.path }) }, warnings };
}

type ParsedName =
  | { readonly ok: true; readonly name: string; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly reason: string };

function parseName(text: string): ParsedName {
  if (text === '') return { ok: false, reason: 'the host name is missing.' };
  if (text.includes('*'))
    return { ok: false, reason: "a wildcard is a certificate's name, not a host; give the CMG's own name." };
  if (/\s/.test(text)) return { ok: false, reason: 'a host name has no blanks.' };
  if (/^[\d.]+$/.test(text) || text.startsWith('[')) {
    return { ok: false, reason: 'it is an address; a CMG is reached by its name, which its certificate must hold.' };
  }
  const ascii = toAscii(text.replace(/\.$/, ''));
  if (ascii === undefined) return { ok: false, reason: `"${text}" is no host name.` };
  if (ascii.length > MAX_NAME_LENGTH)
    return { ok: false, reason: `a host name has at most ${MAX_NAME_LENGTH} characters.` };
  const labels = ascii.split('.');
  const bad = labels.find((label) => !isLabel(label));
  if (bad !== undefined) return { ok: false, reason: labelFault(bad) };
  return {
    ok: true,
    name: ascii,
    warnings: [
      ...(labels.length === 1 ? [`"${ascii}" is not fully qualified; a CMG's name is.`] : []),
      ...(ascii.includes('_') ? [`"${ascii}" holds an underscore, which host names should not have.`] : []),
    ],
  };
}

/** Lower case; letters outside ASCII by IDNA, as Windows asks DNS for them. */
function toAscii(name: string): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range of ASCII is meant
  if (/^[\x00-\x7f]*$/.test(name)) return name.toLowerCase();
  return URL.canParse(`https://${name}/`) ? new URL(`https://${name}/`).hostname : undefined;
}

/** RFC 1123 section 2.1; the underscore is no part of it but Windows resolves it. */
const isLabel = (label: string): boolean =>
  label.length <= MAX_LABEL_LENGTH && /^[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?$/.test(label);

function labelFault(label: string): string {
  if (label === '') return 'a dot is doubled or leads.';
  if (label.length > MAX_LABEL_LENGTH) return `"${label.slice(0, 20)}…" is longer than ${MAX_LABEL_LENGTH} characters.`;
  if (/^-|-$/.test(label)) return `"${label}" begins or ends with a hyphen.`;
  const character = /[^a-z0-9_-]/.exec(label)?.[0] ?? '';
  return `"${character}" cannot stand in a host name.`;
}

function parsePort(text: string): number | undefined {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65_535 ? port : undefined;
}

type ParsedPath =
  | { readonly ok: true; readonly path?: string; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly reason: string };

function parsePath(text: string | undefined): ParsedPath {
  if (text === undefined || text === '/') return { ok: true, warnings: [] };
  const mutual = /^(\/CCM_Proxy_MutualAuth\/\d{1,20})\/?$/i.exec(text)?.[1];
  if (mutual !== undefined) return { ok: true, path: mutual, warnings: [] };
  if (/^\/CCM_Proxy_(?:MutualAuth|ServerAuth)(?:\/\d{1,20})?\/?$/i.test(text)) {
    return { ok: true, warnings: [`"${text}" was ignored; the path of a CMG is /CCM_Proxy_MutualAuth/<number>.`] };
  }
  return { ok: false, reason: 'its path is not /CCM_Proxy_MutualAuth/<number>.' };
}
