import { describe, expect, test } from '@jest/globals';
import { decodeRegToken } from '../../src/formats/regtoken.ts';

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const SIGNATURE = Buffer.alloc(256, 7).toString('base64url');
const HEADER = part({ typ: 'JWT', alg: 'RS256', x5t: 'AAAA' });
const CLAIMS = {
  SCCMTokenCategory: 'SCCMPreAuthToken',
  Authority: 'SCCM',
  License: 'SCCM',
  Type: 'BulkRegistration',
  TenantId: '0B1C2D3E-4F50-4617-8293-A4B5C6D7E8F9',
  UniqueId: '9f8e7d6c-5b4a-4392-8170-6f5e4d3c2b1a',
  iss: 'urn:sccm:oauth2:0b1c2d3e-4f50-4617-8293-a4b5c6d7e8f9',
  aud: 'urn:sccm:service',
  exp: 1_780_574_400,
  nbf: 1_780_315_200,
};
const token = (claims: unknown, header = HEADER, signature = SIGNATURE) => `${header}.${part(claims)}.${signature}`;

describe('decodeRegToken', () => {
  test('dates, type, issuer, and not a letter of the token', () => {
    const text = token(CLAIMS);
    const facts = decodeRegToken(` ${text} `);
    expect(facts).toEqual({
      status: 'read',
      notBefore: '2026-06-01T12:00:00.000Z',
      expires: '2026-06-04T12:00:00.000Z',
      type: 'BulkRegistration',
      issuer: CLAIMS.iss,
      length: text.length,
    });
    const shown = JSON.stringify(facts);
    for (const secret of text.split('.')) expect(shown).not.toContain(secret);
    expect(shown).not.toContain(CLAIMS.UniqueId);
  });

  test('a token without dates is read, and has none', () => {
    expect(decodeRegToken(token({ ...CLAIMS, exp: undefined, nbf: 'soon' }))).not.toHaveProperty('expires');
  });

  test.each([Number.MAX_VALUE, -1e300, 8.65e12, '1780574400', null, {}, [1]])('exp %p is no time', (exp) => {
    const facts = decodeRegToken(token({ ...CLAIMS, exp }));
    expect(facts.status).toBe('read');
    expect(facts).not.toHaveProperty('expires');
  });

  test('claims are shortened and cleaned', () => {
    const facts = decodeRegToken(token({ ...CLAIMS, Type: `\u001b[31m${'x'.repeat(500)}`, iss: 7 }));
    expect(facts).toMatchObject({ type: expect.stringMatching(/^\?\[31mx{115}$/) });
    expect(facts).not.toHaveProperty('issuer');
  });

  test.each([
    ['nothing', '', 'it is empty'],
    ['blanks', '   ', 'it is empty'],
    ['a word', 'token', 'it has 1 of 3 parts between dots'],
    ['two parts', `${HEADER}.${part(CLAIMS)}`, 'it has 2 of 3 parts between dots'],
    ['four parts', `${token(CLAIMS)}.x`, 'it has 4 of 3 parts between dots'],
    ['no signature', `${HEADER}.${part(CLAIMS)}.`, 'its signature is cut off'],
    ['half a signature', token(CLAIMS).slice(0, -100), 'its signature is cut off'],
    ['a blank inside', token(CLAIMS).replace('.', '. '), 'it holds characters that no token has'],
    ['quotes', `"${token(CLAIMS)}"`, 'it holds characters that no token has'],
    ['no JSON', `${HEADER}.bm9uZQ.${SIGNATURE}`, 'its first or second part is no JSON object'],
    ['an array', token([1, 2]), 'its first or second part is no JSON object'],
    ['null', token(null), 'its first or second part is no JSON object'],
    ['a broken header', token(CLAIMS, 'bm9uZQ'), 'its first or second part is no JSON object'],
    ['far too long', 'a'.repeat(9000), 'it has 9000 characters'],
  ])('%s', (_name, text, why) => {
    expect(decodeRegToken(text)).toEqual({ status: 'malformed', why, length: text.trim().length });
  });

  test('other algorithms have other signatures', () => {
    const short = Buffer.alloc(64).toString('base64url');
    expect(decodeRegToken(token(CLAIMS, part({ alg: 'ES256' }), short)).status).toBe('read');
  });
});
