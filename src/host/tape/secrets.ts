/**
 * Keeps secrets out of a recording. Ports are not asked with secrets, but a value in the registry, a command line in the
 * settings or an answer of a server may hold one all the same.
 */

/** A JSON Web Token: at least two dot-separated parts. Less would be found by chance in the Base64 of certificates. */
const token = /(?<![\w+/=-])eyJ[\w-]{6,}(?:\.[\w-]{6,})(?:\.[\w-]*)*/g;
/** In a command line whatever begins as a token does (`{"` in base64url), even a piece of one. */
const tokenLike = /eyJ[\w\-+/=]{6,}(?:\.[\w\-+/=]*)*/g;
const whole = /^eyJ[\w\-+/=]{6,}(?:\.[\w\-+/=]*){2}$/;
/** A bulk registration token that does not even look like one. */
const tokenParameter = /([/-]regtoken\s*[:=]\s*"?)([^\s"]+)/gi;
/** `user:password@` of a URL. */
const credentials = /([a-z][a-z0-9+.-]*:\/\/)[^\s/?#@"]*@/gi;
/** What a token says that is no secret and that a judgement needs; see formats/ccmsetup/token-facts.ts. */
const openClaims = ['nbf', 'exp', 'Type', 'iss'];

/** Request headers that say nothing about who asks. */
const openHeaders = new Set(['accept', 'accept-encoding', 'content-type', 'host', 'user-agent', 'cache-control']);
/** Answer headers that let the bearer in. */
const secretHeaders = new Set(['set-cookie', 'authorization', 'proxy-authorization', 'authentication-info']);
const concealed = '<concealed>';

/**
 * The text with every token replaced by a stand-in of the same length that has its dates and its type, but neither its
 * identity nor its signature; so the text is judged the same and lets nobody in.
 */
export function concealTokens(text: string): string {
  return text
    .replace(tokenParameter, (_, before: string, value: string) => before + (whole.test(value) ? standIn : blot)(value))
    .replace(token, standIn);
}

/** A setting without tokens and without the credentials of URLs. */
export function concealSecrets(text: string): string {
  return concealTokens(text).replace(tokenLike, standIn).replace(credentials, '$1');
}

/** Dots stay: how many parts a token has is part of what is wrong with it. */
function blot(value: string): string {
  return value.replace(/[^.]/g, 'x');
}

function standIn(original: string): string {
  const [, payload = ''] = original.split('.');
  const claims = openClaimsOf(payload);
  if (claims === undefined) return `eyJ${blot(original.slice(3))}`;
  const parts = [encode({ alg: 'none' }), encode(claims), ''].join('.');
  // What is left out of the claims makes room; a token without anything to leave out is none.
  return parts.length <= original.length ? parts.padEnd(original.length, 'x') : `eyJ${blot(original.slice(3))}`;
}

function openClaimsOf(payload: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    if (typeof claims !== 'object' || claims === null) return undefined;
    return Object.fromEntries(Object.entries(claims).filter(([name]) => openClaims.includes(name)));
  } catch {
    // No token, though it begins like one.
    return undefined;
  }
}

function encode(value: Readonly<Record<string, unknown>>): string {
  return Buffer.from(JSON.stringify(value), 'utf8').toString('base64url');
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
