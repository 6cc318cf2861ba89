import type { RegTokenFacts } from './command.ts';

/** Tokens have about 860 characters; anything far longer is none and not worth decoding. */
const MAX_TOKEN_LENGTH = 8192;

/** What may be said about a token without saying the token. */
export function readRegToken(token: string): RegTokenFacts {
  const length = token.length;
  if (length === 0) return { status: 'malformed', why: 'it is empty', length };
  if (length > MAX_TOKEN_LENGTH) return { status: 'malformed', why: `it has ${length} characters`, length };
  const parts = token.split('.');
  if (parts.length !== 3)
    return { status: 'malformed', why: `it has ${parts.length} of 3 dot-separated parts`, length };
  let payload: unknown;
  try {
    payload = JSON.parse(Buffer.from(parts[1] ?? '', 'base64url').toString('utf8'));
  } catch {
    return { status: 'malformed', why: 'its payload is no JSON', length };
  }
  const claims = typeof payload === 'object' && payload !== null ? (payload as Record<string, unknown>) : {};
  const time = (value: unknown) => (typeof value === 'number' ? new Date(value * 1000).toISOString() : undefined);
  const notBefore = time(claims.nbf);
  const expires = time(claims.exp);
  return {
    status: 'read',
    length,
    ...(notBefore !== undefined && { notBefore }),
    ...(expires !== undefined && { expires }),
    ...(typeof claims.Type === 'string' && { type: claims.Type }),
    ...(typeof claims.iss === 'string' && { issuer: claims.iss }),
  };
}
