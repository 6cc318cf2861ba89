import type { CommandOutcome } from '../../../src/host/ports.ts';

/** What Windows' curl.exe prints, with the layout of 8.x; the sentences after the codes are Windows' and translated. */

const CONNECTED = [
  '* Added cmg.contoso.test:443:203.0.113.10 to DNS cache',
  '* Hostname cmg.contoso.test was found in DNS cache',
  '*   Trying 203.0.113.10:443...',
  '* Connected to cmg.contoso.test (203.0.113.10) port 443',
];
const HANDSHAKE = ['* schannel: disabled automatic use of client certificate', '* ALPN: curl offers http/1.1'];
const EXCHANGE = [
  '> HEAD / HTTP/1.1',
  '> Host: cmg.contoso.test',
  '> ',
  '< HTTP/1.1 403 Forbidden',
  '< Server: Contoso',
  '< ',
];

export function exitedWith(exitCode: number, lines: readonly string[], stdout = '0.000000'): CommandOutcome {
  return {
    status: 'exited',
    exitCode,
    stdout: Buffer.from(stdout),
    stderr: Buffer.from(lines.map((line) => `${line}\r\n`).join(''), 'latin1'),
    truncated: false,
    durationMs: 300,
  };
}

export const accepts = exitedWith(0, [...CONNECTED, ...HANDSHAKE, ...EXCHANGE], '0.182345');

/** The handshake was fine and HTTP was not. */
export const hangsAfterHandshake = exitedWith(
  28,
  [
    ...CONNECTED,
    ...HANDSHAKE,
    '> HEAD / HTTP/1.1',
    'curl: (28) Operation timed out after 20001 milliseconds with 0 bytes received',
  ],
  '0.182345',
);

/** @param code as curl prints it, e.g. `0x80092013` */
export function refuses(code: string, exitCode = 35): CommandOutcome {
  const reason = `schannel: next InitializeSecurityContext failed: Unknown error (${code}) - Die Funktion schlug fehl. \xdcberpr\xfcfung (0x80090326).`;
  return exitedWith(exitCode, [
    ...CONNECTED,
    ...HANDSHAKE,
    `* ${reason}`,
    '* closing connection #0',
    `curl: (${exitCode}) ${reason}`,
  ]);
}

export const cannotConnect = exitedWith(7, [
  '*   Trying 203.0.113.10:443...',
  'curl: (7) Failed to connect to cmg.contoso.test port 443 after 2041 ms: Could not connect to server',
]);
export const openSsl = exitedWith(
  0,
  [...CONNECTED, '* TLSv1.3 (OUT), TLS handshake, Client hello (1):', ...EXCHANGE],
  '0.182345',
);
export const openSslRefuses = exitedWith(60, [
  ...CONNECTED,
  'curl: (60) SSL certificate problem: unable to get local issuer certificate',
]);
