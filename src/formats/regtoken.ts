/**
 * A bulk registration token (`/regtoken:<JWT>`), as BulkRegistrationTokenTool.exe makes it: Microsoft Learn "Token-based
 * authentication for cloud management gateway" (MicrosoftDocs/memdocs
 * intune/configmgr/core/clients/deploy/deploy-clients-cmg-token.md); the claims were read from tokens that people
 * published. Only dates, type and issuer are taken out: whoever has the text can register a device with the site.
 */

/** What a token says of itself. Plain data without a secret: it may stand in reports and recordings. */
export type RegTokenFacts =
  | {
      readonly status: 'read';
      /** ISO 8601, UTC. */
      readonly notBefore?: string;
      /** ISO 8601, UTC. */
      readonly expires?: string;
      /** `BulkRegistration`. */
      readonly type?: string;
      /** `urn:sccm:oauth2:<guid of the site's hierarchy>`. */
      readonly issuer?: string;
      /** Characters. */
      readonly length: number;
    }
  /** @property why completes "the token cannot be used: …"; never contains a part of it */
  | { readonly status: 'malformed'; readonly why: string; readonly length: number };

/** Tokens have about 860 characters, and ccmsetup's command line ends long before this. */
const MAX_TOKEN_CHARACTERS = 8192;
/** Longest claim that is passed on; real ones have under 60 characters. */
const MAX_CLAIM_CHARACTERS = 120;
/** Shortest RS256 signature: an RSA key of 2048 bits gives 256 bytes. */
const MIN_RS256_SIGNATURE_BYTES = 256;
/** Last moment a Date can hold (ECMA-262, Time Values and Time Range). */
const MAX_TIME_MS = 8_640_000_000_000_000;

/** Takes a token apart without verifying its signature: the key is the site's. Never fails. */
export function decodeRegToken(text: string): RegTokenFacts {
  const token = text.trim();
  const { length } = token;
  const malformed = (why: string): RegTokenFacts => ({ status: 'malformed', why, length });
  if (length === 0) return malformed('it is empty');
  if (length > MAX_TOKEN_CHARACTERS) return malformed(`it has ${length} characters`);
  const [head, body, signature, ...more] = token.split('.');
  if (head === undefined || body === undefined || signature === undefined || more.length > 0) {
    return malformed(`it has ${token.split('.').length} of 3 parts between dots`);
  }
  if (!/^[\w-]+=*$/.test(head) || !/^[\w-]+=*$/.test(body) || !/^[\w-]*=*$/.test(signature)) {
    return malformed('it holds characters that no token has');
  }
  const header = objectOf(head);
  const claims = objectOf(body);
  if (header === undefined || claims === undefined) return malformed('its first or second part is no JSON object');
  if (isCutOff(header, signature)) return malformed('its signature is cut off');
  return { status: 'read', ...factsOf(claims), length };
}

function factsOf(claims: Readonly<Record<string, unknown>>) {
  const notBefore = timeOf(claims.nbf);
  const expires = timeOf(claims.exp);
  const type = claimOf(claims.Type);
  const issuer = claimOf(claims.iss);
  return {
    ...(notBefore !== undefined && { notBefore }),
    ...(expires !== undefined && { expires }),
    ...(type !== undefined && { type }),
    ...(issuer !== undefined && { issuer }),
  };
}

function objectOf(part: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    // JSON.parse's only way to say that it is none.
    return undefined;
  }
}

/** A line that was shortened to the 1,024 characters of CCMSETUPCMD loses the end of the token first. */
function isCutOff(header: Readonly<Record<string, unknown>>, signature: string): boolean {
  const bytes = Buffer.from(signature, 'base64url').length;
  return bytes === 0 || (header.alg === 'RS256' && bytes < MIN_RS256_SIGNATURE_BYTES);
}

/** NumericDate of RFC 7519 §2: seconds since 1970. */
function timeOf(value: unknown): string | undefined {
  if (typeof value !== 'number' || !(Math.abs(value * 1000) <= MAX_TIME_MS)) return undefined;
  return new Date(value * 1000).toISOString();
}

function claimOf(value: unknown): string | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  return value.replace(/[^\x20-\x7e]/g, '?').slice(0, MAX_CLAIM_CHARACTERS);
}
