/** How single values of `dsregcmd /status` read. */

/**
 * A YES/NO row. `error`: the row is there and says something else (`ERROR`, `ERROR (0xd0020017)`, `UNKNOWN`);
 * `contradictory`: it is printed more than once with different answers; `incomplete`: it says YES, but the row that is
 * always printed with it is missing; `absent`: it is not printed.
 */
export type Answer = 'yes' | 'no' | 'error' | 'contradictory' | 'incomplete' | 'absent';

/** Only the exact words count: anything else is no answer. */
export function answerOf(value: string | undefined): Answer {
  if (value === undefined) return 'absent';
  const word = value.trim().toUpperCase();
  return word === 'YES' ? 'yes' : word === 'NO' ? 'no' : 'error';
}

/** A GUID with or without braces, in lower case; undefined for anything else, e.g. one masked by its author. */
export function guidOf(text: string | undefined): string | undefined {
  const match = /^\{?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}?$/i.exec(text?.trim() ?? '');
  return match?.[1]?.toLowerCase();
}

/** A SHA-1 thumbprint in upper-case hex without separators. */
export function thumbprintOf(text: string | undefined): string | undefined {
  const hex = (text ?? '').replace(/[\s:]/g, '').toUpperCase();
  return /^[0-9A-F]{40}$/.test(hex) ? hex : undefined;
}

/** The first `0x…` code of a text as an unsigned 32-bit number. */
export function errorCodeOf(text: string | undefined): number | undefined {
  return errorCodesOf(text)[0];
}

/** All codes of a text such as `FAIL [0x801c0021/0x80072ee2]`, outermost first. */
export function errorCodesOf(text: string | undefined): readonly number[] {
  const codes = (text ?? '').match(/0x[0-9a-f]{1,8}(?![0-9a-f])/gi) ?? [];
  return codes.map((code) => Number.parseInt(code.slice(2), 16));
}

/** `0x801c03f2`, as Windows writes codes. */
export function renderErrorCode(code: number): string {
  return `0x${code.toString(16).padStart(8, '0')}`;
}

/** `2019-01-31 09:16:43.000 UTC`, with or without the fraction; milliseconds since 1970. */
export function utcTimeOf(text: string | undefined): number | undefined {
  const match = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(\.\d{1,3})? UTC$/.exec(text?.trim() ?? '');
  if (match === null) return undefined;
  const ms = Date.parse(`${match[1]}T${match[2]}${match[3] ?? ''}Z`);
  return Number.isNaN(ms) ? undefined : ms;
}

export interface Validity {
  /** Milliseconds since 1970 UTC. */
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
}

/** `[ 2019-01-11 21:02:50.000 UTC -- 2029-01-11 21:32:50.000 UTC ]`. */
export function validityOf(text: string | undefined): Validity | undefined {
  const match = /^\[(.{10,40}?)--(.{10,40}?)\]$/.exec(text?.trim() ?? '');
  const notBeforeMs = utcTimeOf(match?.[1]);
  const notAfterMs = utcTimeOf(match?.[2]);
  return notBeforeMs === undefined || notAfterMs === undefined ? undefined : { notBeforeMs, notAfterMs };
}
