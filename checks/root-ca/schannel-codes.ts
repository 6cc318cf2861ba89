/** Why Schannel ends a handshake, by Windows' codes (winerror.h); they are the same in every language. */
export type Refusal =
  | 'untrusted-root'
  | 'revoked'
  /** Offline, or no place to ask: Schannel takes both for a reason to refuse. */
  | 'revocation-unavailable'
  | 'expired'
  | 'wrong-name'
  /** Any other fault of the certificate or its chain. */
  | 'certificate-refused'
  /** Not about the certificate, as far as the code says. */
  | 'other-tls';

const meaning: Readonly<Record<string, Refusal>> = {
  '0x80090325': 'untrusted-root', // SEC_E_UNTRUSTED_ROOT
  '0x800b0109': 'untrusted-root', // CERT_E_UNTRUSTEDROOT
  '0x800b010a': 'untrusted-root', // CERT_E_CHAINING
  '0x800b0112': 'untrusted-root', // CERT_E_UNTRUSTEDCA
  '0x80092010': 'revoked', // CRYPT_E_REVOKED
  '0x800b010c': 'revoked', // CERT_E_REVOKED
  '0x80092011': 'revocation-unavailable', // CRYPT_E_NO_REVOCATION_DLL
  '0x80092012': 'revocation-unavailable', // CRYPT_E_NO_REVOCATION_CHECK
  '0x80092013': 'revocation-unavailable', // CRYPT_E_REVOCATION_OFFLINE
  '0x80092014': 'revocation-unavailable', // CRYPT_E_NOT_IN_REVOCATION_DATABASE
  '0x800b010e': 'revocation-unavailable', // CERT_E_REVOCATION_FAILURE
  '0x80090328': 'expired', // SEC_E_CERT_EXPIRED
  '0x800b0101': 'expired', // CERT_E_EXPIRED, also for a certificate that is not valid yet
  '0x800b0102': 'expired', // CERT_E_VALIDITYPERIODNESTING
  '0x80090322': 'wrong-name', // SEC_E_WRONG_PRINCIPAL
  '0x800b010f': 'wrong-name', // CERT_E_CN_NO_MATCH
  '0x80090327': 'certificate-refused', // SEC_E_CERT_UNKNOWN
  '0x80090349': 'certificate-refused', // SEC_E_CERT_WRONG_USAGE
  '0x80092026': 'certificate-refused', // CRYPT_E_SECURITY_SETTINGS: an algorithm that a policy forbids
};

/** CERT_E_… and TRUST_E_… about certificates, signatures and constraints. */
const OF_CERTIFICATES = /^0x800(?:b01|960)/;

/** @param code e.g. `0x80090325`, lower case */
export function refusalOf(code: string): Refusal {
  return meaning[code] ?? (OF_CERTIFICATES.test(code) ? 'certificate-refused' : 'other-tls');
}

/** CRYPT_E_REVOCATION_OFFLINE: somebody did not answer, which may pass. */
export const REVOCATION_OFFLINE = '0x80092013';

/** Completes "Windows itself …". */
export function refusalWords(refusal: Refusal, code: string): string {
  const words = {
    'untrusted-root': 'does not trust the root of its chain',
    revoked: 'says that a certificate of its chain is revoked',
    'revocation-unavailable': 'cannot find out whether a certificate of its chain is revoked',
    expired: 'says that a certificate of its chain is outside its dates',
    'wrong-name': "does not find the CMG's name in the certificate",
    'certificate-refused': 'refuses the certificate or its chain',
    'other-tls': 'ends the TLS handshake',
  } satisfies Record<Refusal, string>;
  return `${words[refusal]} (${code})`;
}
