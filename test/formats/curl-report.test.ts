import { describe, expect, test } from '@jest/globals';
import { parseCurlReport } from '../../src/formats/curl-report.ts';

const parse = (...lines: readonly string[]) => parseCurlReport(Buffer.from(lines.join('\r\n'), 'latin1'));

describe('which backend', () => {
  test.each([
    ['8.x', '* schannel: disabled automatic use of client certificate'],
    ['7.55', '* schannel: SSL/TLS connection with cmg.contoso.test port 443 (step 1/3)'],
    ['an error alone', 'curl: (35) schannel: failed to receive handshake, SSL/TLS connection failed'],
  ])('Schannel, by a line of curl itself: %s', (_, line) => {
    expect(parse('* Connected to cmg.contoso.test', line)).toEqual({ usesSchannel: true });
  });

  test.each([
    ['nothing', ''],
    ['another backend', '* TLSv1.3 (OUT), TLS handshake, Client hello (1):'],
    ['a header of the server', '< X-Note: * schannel: disabled'],
    ['a header line of the server', '< schannel: disabled'],
    ['words in the middle', '* Server certificate: * schannel: x'],
  ])('not Schannel: %s', (_, line) => {
    expect(parse(line).usesSchannel).toBe(false);
  });
});

describe('the code', () => {
  test.each([
    [
      '7.55, without a name, translated',
      'curl: (35) schannel: next InitializeSecurityContext failed: Unknown error (0x80092013) - Die Sperrfunktion \xfc (0x80090326)',
      '0x80092013',
    ],
    [
      '8.x',
      'curl: (60) schannel: SEC_E_UNTRUSTED_ROOT (0x80090325) - The certificate chain was issued by an authority that is not trusted.',
      '0x80090325',
    ],
    [
      'in lower case or upper case',
      'curl: (60) schannel: SNI or certificate check failed: CERT_E_CN_NO_MATCH (0x800B010F)',
      '0x800b010f',
    ],
  ])('%s', (_, line, windowsCode) => {
    expect(parse('* schannel: something', line, 'More details here: https://curl.se/docs/sslcerts.html')).toEqual({
      usesSchannel: true,
      windowsCode,
    });
  });

  test.each([
    ['a header', '< X-Error: curl: (35) schannel: x (0x80092010)'],
    ['a remark', '* schannel: next InitializeSecurityContext failed: x (0x80092010)'],
    ['without brackets', 'curl: (35) schannel: x 0x80092010'],
    ['no failure', 'curl: (35) schannel: x (0x00090312)'],
    ['too long', 'curl: (35) schannel: x (0x800920101)'],
    ['another reason', 'curl: (6) Could not resolve host: (0x80092010)'],
  ])('is not taken from %s', (_, line) => {
    expect(parse(line).windowsCode).toBeUndefined();
  });
});

test('bytes of any kind', () => {
  expect(parseCurlReport(new Uint8Array())).toEqual({ usesSchannel: false });
  expect(parseCurlReport(new Uint8Array(65_536).fill(0x0a))).toEqual({ usesSchannel: false });
  expect(parseCurlReport(new Uint8Array(65_536).fill(0xff))).toEqual({ usesSchannel: false });
});
