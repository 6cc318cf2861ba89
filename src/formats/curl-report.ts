/**
 * What a run of curl with `--verbose --show-error` says on standard error, without its words: the texts behind the codes
 * are Windows' own and translated.
 *
 * curl writes its own remarks after `* `, what it sends and receives after `> ` and `< `, and why it ended after
 * `curl: (<exit code>) ` (curl's tool_cb_dbg.c and tool_operate.c). A server can therefore put nothing at the start of a
 * line, and only such lines are read.
 */
export interface CurlReport {
  /** Windows' Schannel does its TLS: every release since 7.55 says so as soon as a handshake begins (lib/vtls/schannel.c). */
  readonly usesSchannel: boolean;
  /** Windows' code for the reason it ended (winerror.h), e.g. `0x80090325`, lower case. */
  readonly windowsCode?: string;
}

/** `schannel: next InitializeSecurityContext failed: CRYPT_E_REVOCATION_OFFLINE (0x80092013) - …`; older ones lack the name. */
const SCHANNEL_LINE = /^(?:\* |curl: \(\d+\) )schannel: /;
const ERROR_LINE = /^curl: \(\d+\) schannel: /;
const WINDOWS_CODE = /\((0x8[0-9a-f]{7})\)/i;

export function parseCurlReport(stderr: Uint8Array): CurlReport {
  // Latin-1 keeps every ASCII character of whatever code page the translated words are in.
  const lines = Buffer.from(stderr).toString('latin1').split('\n');
  const code = lines.filter((line) => ERROR_LINE.test(line)).flatMap((line) => WINDOWS_CODE.exec(line)?.[1] ?? [])[0];
  return {
    usesSchannel: lines.some((line) => SCHANNEL_LINE.test(line)),
    ...(code !== undefined && { windowsCode: code.toLowerCase() }),
  };
}
