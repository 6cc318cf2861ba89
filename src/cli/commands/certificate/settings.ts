import { parseCmgHostName } from '../../../formats/cmg-host-name.ts';
import type { RawOptions } from '../../option-table.ts';
import { single } from '../../raw-option.ts';
import { UsageError } from '../../usage-error.ts';

/** Everything that `certificate` needs to know, understood. */
export interface CertificateSettings {
  readonly file: string;
  readonly host: string | undefined;
  readonly roots: string | undefined;
  readonly intermediates: string | undefined;
  /** Empty: fetch. */
  readonly lists: readonly string[];
  readonly offline: boolean;
  readonly noCrlCheck: boolean;
  /** Milliseconds since 1970 UTC; undefined: now. */
  readonly atMs: number | undefined;
  readonly password: string | undefined;
  readonly json: boolean;
  readonly color: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** Tolerated but worth a word, for stderr. */
  readonly warnings: readonly string[];
}

/** @throws UsageError */
export function certificateSettings(file: string | undefined, options: RawOptions): CertificateSettings {
  if (file === undefined || file === '') {
    throw new UsageError('Which certificate? Give the file: cmg-preflight certificate <file>.');
  }
  const { host, warnings } = hostValue(single(options, 'host'));
  const at = single(options, 'at');
  const lists = options.crl;
  return {
    file,
    host,
    roots: single(options, 'roots'),
    intermediates: single(options, 'intermediates'),
    lists: Array.isArray(lists) ? lists : [],
    offline: options.offline === true,
    noCrlCheck: options['no-crl-check'] === true,
    atMs: at === undefined ? undefined : momentValue(at),
    password: single(options, 'password'),
    json: options.json === true,
    color: options['no-color'] !== true,
    quiet: options.quiet === true,
    verbose: options.verbose === true,
    warnings,
  };
}

function hostValue(text: string | undefined): { host: string | undefined; warnings: readonly string[] } {
  if (text === undefined) return { host: undefined, warnings: [] };
  const parsed = parseCmgHostName(text);
  if (!parsed.ok) throw new UsageError(`--host cannot be "${text}": ${parsed.reason}`);
  return { host: parsed.cmg.host, warnings: parsed.warnings.map((warning) => `--host: ${warning}`) };
}

/** ISO 8601 in its extended form: a date, or a date and a time, with Z or an offset. */
const isoTime = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:\d{2})?)?$/i;

/**
 * A date alone means its beginning, and without an offset UTC is meant, as everywhere in certificates.
 * @returns milliseconds since 1970 UTC @throws UsageError
 */
export function momentValue(text: string): number {
  const match = isoTime.exec(text.trim());
  if (match !== null) {
    const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '0', zone = 'Z'] = match;
    const local = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
    const atMs = Date.parse(`${local}.${fraction.slice(0, 3).padEnd(3, '0')}${zone.toUpperCase()}`);
    // Date.parse takes 30 February for 2 March.
    const isReal = Number(hour) < 24 && Date.parse(`${local}Z`) === utcOf(match);
    if (Number.isFinite(atMs) && isReal && isOffset(zone)) return atMs;
  }
  throw new UsageError(`--at must be a time such as 2026-07-01T12:00:00Z, not "${text}".`);
}

function utcOf([, year, month, day, hour, minute, second]: RegExpExecArray): number | undefined {
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  date.setUTCHours(Number(hour ?? 0), Number(minute ?? 0), Number(second ?? 0), 0);
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day) ? date.getTime() : undefined;
}

function isOffset(zone: string): boolean {
  return zone.length === 1 || (Number(zone.slice(1, 3)) < 24 && Number(zone.slice(4)) < 60);
}
