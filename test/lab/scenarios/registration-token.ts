/** A token in the shape of BulkRegistrationTokenTool's, of nobody's hierarchy, that expires so many days from now. */
export function registrationToken(days: number): string {
  const expires = Math.floor(Date.now() / 1000) + days * 86_400;
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const issuer = 'urn:sccm:oauth2:5b6c7d8e-9fa0-4b1c-8d2e-3f4051627384';
  const claims = {
    SCCMTokenCategory: 'SCCMPreAuthToken',
    Type: 'BulkRegistration',
    iss: issuer,
    aud: 'urn:sccm:service',
    nbf: expires - 259_200,
    exp: expires,
  };
  return [part({ alg: 'RS256', typ: 'JWT' }), part(claims), Buffer.alloc(256, 0x5a).toString('base64url')].join('.');
}
