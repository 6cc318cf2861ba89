import type { SimulatedTool } from '../../../src/host/simulated/device.ts';

/** CURLE_SSL_CONNECT_ERROR */
const SSL_CONNECT_ERROR = 35;

/** The inbox curl.exe asked with `--verbose --write-out '%{time_appconnect}'`, in the words of curl's own sources (lib/vtls/schannel.c). */
export function curlTool(verdict: 'accepts' | `0x${string}`): SimulatedTool {
  const begun = [
    '*   Trying 203.0.113.10:443...',
    '* schannel: disabled automatic use of client certificate',
    '* ALPN: curl offers http/1.1',
  ];
  if (verdict === 'accepts')
    return prints([...begun, '* ALPN: server accepted http/1.1', '> HEAD / HTTP/1.1'], '0.081234', 0);
  // The words behind the code are Windows' and translated; nobody may read them.
  const failure = `curl: (${SSL_CONNECT_ERROR}) schannel: next InitializeSecurityContext failed: (${verdict}) - Unbekannter Fehler`;
  return prints([...begun, '* closing connection #0', failure], '0.000000', SSL_CONNECT_ERROR);
}

function prints(lines: readonly string[], stdout: string, exitCode: number): SimulatedTool {
  const hex = (text: string) => Buffer.from(text, 'latin1').toString('hex');
  return {
    behaviour: 'prints',
    stdoutHex: hex(stdout),
    stderrHex: hex(lines.map((line) => `${line}\n`).join('')),
    exitCode,
  };
}
