import type { SourceOutcome } from '../../src/trust/revocation.ts';
import { quoted } from '../root-ca/wording.ts';
import type { CertificateAnswers } from './collect.ts';

export function nameOf({ certificate }: CertificateAnswers): string {
  return quoted(certificate.subject);
}

export function outcomeWords({ url, detail, code, nextUpdateMs, thisUpdateMs }: SourceOutcome): string {
  switch (code) {
    case 'good':
      return `${url}: good`;
    case 'expired':
      return `${url}: expired ${nextUpdateMs === undefined ? '' : minute(nextUpdateMs)}`.trimEnd();
    case 'not-yet-valid':
      return `${url}: valid only from ${thisUpdateMs === undefined ? 'later' : minute(thisUpdateMs)} on`;
    default:
      return `${url}: ${detail}`;
  }
}

/** Addresses that only work inside the company's network. */
export function isOffline(url: string): boolean {
  return /^(ldaps?|file):/i.test(url) || url.startsWith('\\\\');
}

export function isHttp(url: string): boolean {
  return /^https?:/i.test(url);
}

/** The source would do at another time. */
export function isByDate({ code }: SourceOutcome): boolean {
  return code === 'expired' || code === 'not-yet-valid';
}

/** e.g. `2026-06-01 12:00 UTC`. */
export function minute(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
