/**
 * Keeps secrets out of a recording. Ports are not asked with secrets, but a value in the registry, a command line in the
 * settings or an answer of a server may hold one all the same.
 */

/** A JSON Web Token: at least two dot-separated parts. Less would be found by chance in the Base64 of certificates. */
const token = /(?<![\w+/=-])eyJ[\w-]{6,}(?:\.[\w-]{6,})(?:\.[\w-]*)*/g;
/** In a command line whatever begins as a token does (`{"` in base64url), even a piece of one. */
const tokenLike = /eyJ[\w\-+/=]{6,}(?:\.[\w\-+/=]*)*/g;
/** A bulk registration token, even one that does not look like one. */
const tokenParameter = /([/-]regtoken\s*[:=]\s*"?)([^\s"]+)/gi;
/** `user:password@` of a URL. */
const credentials = /((?<![a-z0-9+.-])[a-z0-9+.-]+:\/\/)[^\s/?#@"]*@/gi;
/** What a token's parts say that is no secret and that a judgement needs; see formats/regtoken.ts. */
const openFields = [['alg'], ['nbf', 'exp', 'Type', 'iss']] as const;

/** Request headers that say nothing about who asks. */
const openHeaders = new Set(['accept', 'accept-encoding', 'content-type', 'host', 'user-agent', 'cache-control']);
/** Answer headers that let the bearer in. */
const secretHeaders = new Set(['set-cookie', 'authorization', 'proxy-authorization', 'authentication-info']);
const concealed = '<concealed>';

/**
 * The text with every token replaced by a stand-in of the same length, part by part, that has its dates and its type, but
 * neither its identity nor its signature; so the text is judged the same and lets nobody in.
 */
export function concealTokens(text: string): string {
  return text
    .replace(tokenParameter, (_, before: string, value: string) => before + standIn(value))
    .replace(token, standIn);
}

/** A setting without tokens and without the credentials of URLs. */
export function concealSecrets(text: string): string {
  return concealTokens(text).replace(tokenLike, standIn).replace(credentials, '$1');
}

function standIn(original: string): string {
  return original
    .split('.')
    .map((part, at) => jsonStandIn(part, openFields[at] ?? []) ?? blot(part))
    .join('.');
}

/** The open fields of a Base64url JSON object, padded with blanks to its length; undefined when it is none. */
function jsonStandIn(part: string, open: readonly string[]): string | undefined {
  const [, digits, padding] = /^([\w-]+)(=*)$/.exec(part) ?? [];
  const bytes = Buffer.from(digits ?? '', 'base64url');
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    const fields = Object.fromEntries(Object.entries(value).filter(([name]) => open.includes(name)));
    const text = Buffer.from(JSON.stringify(fields).padEnd(bytes.length), 'utf8');
    return text.length === bytes.length ? text.toString('base64url') + padding : undefined;
  } catch {
    // JSON.parse's only way to say that it is none.
    return undefined;
  }
}

/** Signs stay, and so does what a token begins with: what is wrong with a token is to be seen in its stand-in too. */
function blot(part: string): string {
  const start = part.startsWith('eyJ') ? 3 : 0;
  const rest = part
    .slice(start)
    .replace(/[\w-]/g, 'x')
    .replace(/[\u0080-\uffff]/g, '*');
  return part.slice(0, start) + rest;
}

/** The same for bytes: every byte that belongs to a token is replaced, the others keep their places. */
export function concealTokensInBytes(bytes: Uint8Array): Uint8Array {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isFree = !buffer.includes('eyJ') && !/regtoken/i.test(buffer.toString('latin1'));
  return isFree ? bytes : new Uint8Array(Buffer.from(concealTokens(buffer.toString('latin1')), 'latin1'));
}

/** Everything in a value, however deep. */
export function concealEverywhere(value: unknown): unknown {
  if (typeof value === 'string') return concealTokens(value);
  if (value instanceof Uint8Array) return concealTokensInBytes(value);
  if (value instanceof Date || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(concealEverywhere);
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, concealEverywhere(field)]));
}

/** Headers of a request: what is not known to be open is named, but its value is not kept. */
export function concealRequestHeaders(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return mapHeaders(headers, (name) => !openHeaders.has(name));
}

/** Headers of an answer. */
export function concealAnswerHeaders(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return mapHeaders(headers, (name) => secretHeaders.has(name));
}

function mapHeaders(headers: Readonly<Record<string, string>>, isSecret: (name: string) => boolean) {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, isSecret(name.toLowerCase()) ? concealed : value]),
  );
}
