import { describe, expect, test } from '@jest/globals';
import { parseCcmsetupCommand } from '../../../src/formats/ccmsetup-command.ts';
import { toPlainData } from '../../../src/host/tape/plain-data.ts';
import { concealEverywhere, concealSecrets, concealTokens } from '../../../src/host/tape/secrets.ts';

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const claims = {
  SCCMTokenCategory: 'SCCMPreAuthToken',
  Authority: 'SCCM',
  Type: 'BulkRegistration',
  UniqueId: 'identity',
  License: 'license',
  iss: 'urn:sccm:oauth2:0d9c8b7a-6f5e-4d3c-8b1a-0f9e8d7c6b5a',
  exp: 1_780_000_000,
  nbf: 1_779_740_800,
};
const token = `${part({ alg: 'RS256', kid: 'key' })}.${part(claims)}.${'s'.repeat(342)}`;
const [header = '', payload = '', signature = ''] = token.split('.');

describe('a command line is judged the same without its token', () => {
  test.each([
    token,
    `${header}.${payload}`,
    `${header}.${payload}.`,
    `${header}.${part({ ...claims, exp: 'soon' })}.${signature}`,
    `${header}.not-json-at-all.${signature}`,
    `${header}.${part([1])}.${signature}`,
    `${payload}`,
    `${header}.${payload}.${'s'.repeat(341)}`,
    `${header}.${payload}.`,
    `${part({ alg: 'HS256' })}.${payload}.abc`,
    `${header}==.${payload}=.${signature}`,
    `${header}.${payload}.${signature}ü`,
    `${header}.+${payload}/.${signature}`,
    'secret-that-is-no-token',
    'a.b.c',
    `${header}.${payload}.${signature}.${signature}`,
    'eyJ',
  ])('%#', (value) => {
    for (const line of [
      `ccmsetup.exe /mp:https://cmg.contoso.com /regtoken:${value} CCMHOSTNAME=cmg.contoso.com`,
      `ccmsetup.exe /regtoken:"${value}" SMSSITECODE=P01`,
      `msiexec /i ccmsetup.msi CCMSETUPCMD="/regtoken:${value}"`,
    ]) {
      const concealed = concealSecrets(line);
      expect(concealed).toHaveLength(line.length);
      expect(parseCcmsetupCommand(concealed)).toEqual(parseCcmsetupCommand(line));
      expect(concealSecrets(concealed)).toBe(concealed);
      for (const secret of [payload, signature, 'secret-that-is-no-token']) {
        if (value.includes(secret)) expect(concealed).not.toContain(secret);
      }
    }
  });

  test('what is left of a token has its dates and its type only', () => {
    const [, left = ''] = concealTokens(token).split('.');
    const { Type, iss, exp, nbf } = claims;
    expect(JSON.parse(Buffer.from(left, 'base64url').toString())).toEqual({ Type, iss, exp, nbf });
  });

  test('a misspelt parameter hides nothing', () => {
    expect(concealSecrets(`ccmsetup.exe /regtokn:${token}`)).not.toContain(signature);
    expect(concealSecrets(`x ${header} y`)).not.toContain(header);
  });
});

describe('what only looks like a token stays', () => {
  test.each([
    'eyJhbGciOiJSUzI1NiJ9AAAA+/AA==',
    'http://ocsp.contoso.com/MFIwUDBOeyJhbGciOiJSUzI1NiJ9AAAA/w%3D%3D',
    'urn:ms-drs:enterpriseregistration.windows.net',
    'plain text',
  ])('%s', (text) => expect(concealTokens(text)).toBe(text));

  test('a certificate in Base64 stays as it is, byte by byte', () => {
    const pem = Buffer.from(`-----BEGIN X509 CRL-----\n${'MIIeyJabcdefgh0'.repeat(50)}\n-----END X509 CRL-----\n`);
    expect(concealEverywhere(new Uint8Array(pem))).toEqual(new Uint8Array(pem));
  });
});

test('bytes keep their length and whatever is no token', () => {
  const text = `\u0000\u00ff before ${token} /RegToken=${'z'.repeat(40)} after`;
  const bytes = new Uint8Array(Buffer.from(text, 'latin1'));
  const concealed = concealEverywhere(bytes) as Uint8Array;
  expect(concealed).toHaveLength(bytes.length);
  const left = Buffer.from(concealed).toString('latin1');
  expect(left.startsWith('\u0000\u00ff before eyJ')).toBe(true);
  expect(left.endsWith(`/RegToken=${'x'.repeat(40)} after`)).toBe(true);
  expect(left).not.toContain(signature);
});

test('what no port gives or takes cannot be recorded', () => {
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, 1n, Symbol('x'), () => 1, undefined]) {
    expect(() => toPlainData(value)).toThrow(TypeError);
  }
});

describe('the credentials of a URL in a setting', () => {
  test.each([
    ['http://user:secret@proxy.contoso.com:8080', 'http://proxy.contoso.com:8080'],
    ['1http://user@host', '1http://host'],
    ['x=a+b://user:secret@host http://other/@', 'x=a+b://host http://other/@'],
  ])('%s', (text, expected) => expect(concealSecrets(text)).toBe(expected));

  test('are looked for in one pass: twice the text is not four times the work', () => {
    // A quadratic search takes minutes for this, a linear one milliseconds.
    expect(concealSecrets('a'.repeat(1_000_000))).toHaveLength(1_000_000);
  });
});
