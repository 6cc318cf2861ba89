/** Object identifiers by their names in the standards (RFC 5280, 5480, 8017, 6960) and in Microsoft's wincrypt.h. */
export const OID = {
  // Certificate, CRL and CRL entry extensions, RFC 5280 §4.2 and §5.2
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  issuerAltName: '2.5.29.18',
  basicConstraints: '2.5.29.19',
  crlNumber: '2.5.29.20',
  reasonCode: '2.5.29.21',
  invalidityDate: '2.5.29.24',
  deltaCrlIndicator: '2.5.29.27',
  issuingDistributionPoint: '2.5.29.28',
  certificateIssuer: '2.5.29.29',
  nameConstraints: '2.5.29.30',
  crlDistributionPoints: '2.5.29.31',
  certificatePolicies: '2.5.29.32',
  policyMappings: '2.5.29.33',
  authorityKeyIdentifier: '2.5.29.35',
  policyConstraints: '2.5.29.36',
  extendedKeyUsage: '2.5.29.37',
  freshestCrl: '2.5.29.46',
  inhibitAnyPolicy: '2.5.29.54',
  authorityInfoAccess: '1.3.6.1.5.5.7.1.1',

  // Access methods, RFC 5280 §4.2.2.1
  ocsp: '1.3.6.1.5.5.7.48.1',
  caIssuers: '1.3.6.1.5.5.7.48.2',

  // Extended key usages, RFC 5280 §4.2.1.12
  anyExtendedKeyUsage: '2.5.29.37.0',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
  ocspSigning: '1.3.6.1.5.5.7.3.9',

  // OCSP, RFC 6960
  ocspBasicResponse: '1.3.6.1.5.5.7.48.1.1',
  ocspNonce: '1.3.6.1.5.5.7.48.1.2',
  ocspNoCheck: '1.3.6.1.5.5.7.48.1.5',

  // Public keys
  rsaEncryption: '1.2.840.113549.1.1.1',
  rsassaPss: '1.2.840.113549.1.1.10',
  mgf1: '1.2.840.113549.1.1.8',
  dsa: '1.2.840.10040.4.1',
  ecPublicKey: '1.2.840.10045.2.1',
  ed25519: '1.3.101.112',
  ed448: '1.3.101.113',

  // Hashes
  md5: '1.2.840.113549.2.5',
  sha1: '1.3.14.3.2.26',
  sha224: '2.16.840.1.101.3.4.2.4',
  sha256: '2.16.840.1.101.3.4.2.1',
  sha384: '2.16.840.1.101.3.4.2.2',
  sha512: '2.16.840.1.101.3.4.2.3',

  // PKCS #7 (RFC 2315, RFC 5652) and Microsoft's certificate trust list
  signedData: '1.2.840.113549.1.7.2',
  certificateTrustList: '1.3.6.1.4.1.311.10.1',
  /** A property of a CTL entry: this prefix, then the property id of wincrypt.h. */
  ctlPropertyPrefix: '1.3.6.1.4.1.311.10.11.',

  // Microsoft certificate extensions (wincrypt.h)
  applicationPolicies: '1.3.6.1.4.1.311.21.10',
  anyApplicationPolicy: '1.3.6.1.4.1.311.10.12.1',
  applicationPolicyMappings: '1.3.6.1.4.1.311.21.11',
  applicationPolicyConstraints: '1.3.6.1.4.1.311.21.12',
  certificateTemplate: '1.3.6.1.4.1.311.21.7',
  certificateTemplateName: '1.3.6.1.4.1.311.20.2',
  caVersion: '1.3.6.1.4.1.311.21.1',
  previousCaCertificateHash: '1.3.6.1.4.1.311.21.2',
  userPrincipalName: '1.3.6.1.4.1.311.20.2.3',
} as const;
