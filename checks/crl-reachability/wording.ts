import type { SourceOutcome } from '../../src/trust/revocation.ts';
import { quoted } from '../root-ca/wording.ts';
import { utcMinute } from '../utc-minute.ts';
import type { CertificateAnswers } from './collect.ts';

export function nameOf({ certificate }: CertificateAnswers): string {
  return quoted(certificate.subject);
}

export function outcomeWords({ url, detail, code, nextUpdateMs, thisUpdateMs }: SourceOutcome): string {
  switch (code) {
    case 'good':
      return `${url}: good`;
    case 'expired':
      return `${url}: expired ${nextUpdateMs === undefined ? '' : utcMinute(nextUpdateMs)}`.trimEnd();
    case 'not-yet-valid':
      return `${url}: valid only from ${thisUpdateMs === undefined ? 'later' : utcMinute(thisUpdateMs)} on`;
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
