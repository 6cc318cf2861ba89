import type { Finding } from '../../src/core/finding.ts';
import type { Certificate } from '../../src/formats/x509-certificate.ts';
import { finding, SYMPTOM } from './codes.ts';
import { day } from './wording.ts';

const DAY_MS = 86_400_000;
/** Changing the certificate of a CMG takes a change window; with fewer days than this it has to be planned now. */
const SOON_DAYS = 30;

export function judgeValidity(leaf: Certificate, atMs: number): Finding {
  if (atMs > leaf.notAfterMs) {
    return finding.fail('expired', {
      what: `The certificate expired on ${day(leaf.notAfterMs)}`,
      why: 'WinHTTP ends the connection to a server whose certificate is out of date.',
      fix: 'Renew the certificate.',
      owner: 'pki',
      symptom: SYMPTOM.date,
    });
  }
  if (atMs < leaf.notBeforeMs) {
    return finding.fail('not-yet-valid', {
      what: `The certificate is valid only from ${day(leaf.notBeforeMs)} on`,
      why: 'WinHTTP ends the connection to a server whose certificate is not valid yet.',
      fix: 'Wait until then, or correct the clock of the authority and issue it again.',
      owner: 'pki',
      symptom: SYMPTOM.date,
    });
  }
  const daysLeft = Math.floor((leaf.notAfterMs - atMs) / DAY_MS);
  const left = `${daysLeft} more ${daysLeft === 1 ? 'day' : 'days'}`;
  if (daysLeft < SOON_DAYS) {
    return finding.warn('expires-soon', {
      what: `The certificate is valid for ${left}, until ${day(leaf.notAfterMs)}`,
      why: 'On that day no client reaches the CMG any longer.',
      fix: 'Renew it before it is deployed.',
      owner: 'pki',
    });
  }
  return finding.pass('valid-now', {
    what: `The certificate is valid for ${left}, until ${day(leaf.notAfterMs)}`,
  });
}
