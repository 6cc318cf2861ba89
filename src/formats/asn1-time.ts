import { contentOf, type DerReader, type DerValue, TAG } from './der.ts';
import { FormatError } from './format-error.ts';

/** Times as X.509, CRL and OCSP write them (RFC 5280 §4.1.2.5): always UTC, always with seconds. */

const UTC_TIME = /^(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/;
// RFC 5280 forbids fractions, X.690 §11.7 allows them; OCSP responders send them, so they are read.
const GENERALIZED_TIME = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(?:\.(\d{1,9}))?Z$/;

/** Longest text that can be a time: 15 characters, a point and nine digits. */
const MAX_TIME_BYTES = 25;

/** UTCTime or GeneralizedTime as milliseconds since 1970-01-01T00:00:00Z. */
export function timeOf(value: DerValue): number {
  const content = contentOf(value);
  const text = content.length <= MAX_TIME_BYTES ? Buffer.from(content).toString('latin1') : '';
  const utc = value.tag === TAG.utcTime;
  const match = (utc ? UTC_TIME : GENERALIZED_TIME).exec(text);
  if (!match) throw new FormatError('bad-time', value.start, 'a time is not in the form RFC 5280 demands');
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  // Two-digit years from 50 on are in the twentieth century (RFC 5280 §4.1.2.5.1).
  const fullYear = utc ? (year >= 50 ? 1900 + year : 2000 + year) : year;
  const date = new Date(0);
  date.setUTCFullYear(fullYear, month - 1, day);
  date.setUTCHours(hour, minute, second, match[7] ? Math.floor(Number(`0.${match[7]}`) * 1000) : 0);
  const real = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour < 24 && minute < 60 && second < 60;
  if (!real) throw new FormatError('bad-time', value.start, 'a time names a day or an hour that does not exist');
  return date.getTime();
}

/** The next value of the reader, which must be a Time ::= CHOICE { utcTime, generalTime }. */
export function readTime(reader: DerReader, what: string): number {
  const tag = reader.nextTag;
  if (tag !== TAG.utcTime) return timeOf(reader.expect(TAG.generalizedTime, what));
  return timeOf(reader.next());
}
