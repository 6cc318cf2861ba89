import { findingsOf } from '../../src/core/finding.ts';

export const finding = findingsOf('cmg-connection', [
  'connected',
  'refused',
  'timed-out',
  'reset',
  'unreachable',
  'name-not-resolved',
  'not-tls',
  'protocol-unsupported',
  'tls-alert',
  'no-certificate',
  'name-mismatch',
  'certificate-expired',
  'certificate-not-yet-valid',
  'weak-key',
  'tls-inspection',
  'proxy-refused',
  'proxy-unreachable',
  'address-unreachable',
  'certificates-differ',
]);

/** WinHTTP error codes (winhttp.h), as ccmsetup.log shows them. */
export const SYMPTOM = {
  timedOut: '0x80072ee2 (WinHTTP 12002: the operation timed out)',
  cannotConnect: '0x80072efd (WinHTTP 12029: a connection with the server could not be established)',
  aborted: '0x80072efe (WinHTTP 12030: the connection was terminated abnormally)',
  nameNotResolved: '0x80072ee7 (WinHTTP 12007: the server name or address could not be resolved)',
  secureChannel: '0x80072f7d (WinHTTP 12157: an error occurred in the secure channel support)',
  certificateName: '0x80072f8f (WinHTTP 12175: WINHTTP_CALLBACK_STATUS_FLAG_CERT_CN_INVALID is set)',
  certificateDate: '0x80072f8f (WinHTTP 12175: WINHTTP_CALLBACK_STATUS_FLAG_CERT_DATE_INVALID is set)',
  proxyAuthentication: '0x80190197 (HTTP 407: proxy authentication required)',
} as const;
