import type { Owner } from '../../src/core/finding.ts';
import type { PreJoinTests } from '../../src/formats/dsregcmd/pre-join.ts';

/**
 * Codes of a failed hybrid join with cause and cure, after Microsoft Learn "Troubleshoot Microsoft Entra hybrid joined
 * devices" (MicrosoftDocs/entra-docs docs/identity/devices/troubleshoot-hybrid-join-windows-current.md). Codes are
 * matched, never the text beside them.
 */
export interface HybridCause {
  readonly name: string;
  /** Completes "because …". */
  readonly cause: string;
  readonly fix: string;
  readonly owner: Owner;
  /** Waiting cures it. */
  readonly transient?: boolean;
  /** The test that would fail now if the cause were still there. */
  readonly test?: keyof PreJoinTests;
}

/** DSREG_E_DIRECTORY_FAILURE: Entra ID does not know the device object yet. */
export const DEVICE_OBJECT_NOT_FOUND = 0x801c03f2;
/** DSREG_E_DEVICE_AUTHENTICATION_ERROR. */
export const AUTHENTICATION_ERROR = 0x801c0002;

const REGISTRATION_HOST = 'enterpriseregistration.windows.net';
const network = (name: string, cause: string, host: string): HybridCause => ({
  name,
  cause,
  fix:
    `Let the device reach https://${host} as SYSTEM: open firewall and proxy for the computer account ` +
    '(test it with Microsoft\'s "Test Device Registration Connectivity" script).',
  owner: 'network',
  test: 'drsConnectivity',
});
const federation = (name: string, cause: string, fix: string): HybridCause => ({
  name,
  cause,
  fix,
  owner: 'intune-admin',
  test: 'tokenAcquisition',
});

const CAUSES: ReadonlyMap<number, HybridCause> = new Map<number, HybridCause>([
  // pre-check
  ...[0x54b, 0x8007054b].map((code): [number, HybridCause] => [
    code,
    {
      name: 'ERROR_NO_SUCH_DOMAIN',
      cause: 'no domain controller can be reached',
      fix: 'Bring the device to the company network or connect its VPN before sign-in, then restart it.',
      owner: 'network',
      test: 'adConnectivity',
    },
  ]),
  // discover
  [
    0x801c001d,
    {
      name: 'DSREG_AUTOJOIN_ADCONFIG_READ_FAILED',
      cause: 'the service connection point, which names the tenant, is absent from Active Directory or cannot be read',
      fix:
        'Configure hybrid join in Microsoft Entra Connect (it writes the service connection point), ' +
        'or set TenantId and TenantName for the device under HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\CDJ\\AAD.',
      owner: 'intune-admin',
      test: 'adConfiguration',
    },
  ],
  [
    0x801c003a,
    {
      name: 'DSREG_DISCOVERY_TENANT_NOT_FOUND',
      cause: 'the service connection point names a tenant that does not exist or has no active subscription',
      fix: 'Correct the tenant id and domain name in the service connection point with Microsoft Entra Connect.',
      owner: 'intune-admin',
    },
  ],
  [
    0x801c003d,
    {
      name: 'DSREG_AUTOJOIN_USERREALM_DISCOVERY_FAILED',
      cause: 'login.microsoftonline.com did not say whether the domain is managed or federated',
      fix: 'Let the device reach https://login.microsoftonline.com as SYSTEM and check that the domain is verified there.',
      owner: 'network',
      test: 'drsDiscovery',
    },
  ],
  [0x801c0021, network('DSREG_AUTOJOIN_DISC_FAILED', 'the registration service was not discovered', REGISTRATION_HOST)],
  [0x801c001f, network('DSREG_AUTOJOIN_DISC_WAIT_TIMEOUT', 'discovery took too long', REGISTRATION_HOST)],
  [
    0x801c0025,
    {
      name: 'DSREG_SERVER_BUSY',
      cause: 'the registration service was busy (HTTP 503)',
      fix: 'Wait; Windows tries again by itself at the next sign-in.',
      owner: 'device',
      transient: true,
    },
  ],
  [
    0x8007000d,
    {
      name: 'E_INVALIDDATA',
      cause:
        'something answered with a web page in place of the registration service, usually a proxy that wants a sign-in',
      fix: 'Let the computer account pass the proxy to enterpriseregistration.windows.net without a sign-in page.',
      owner: 'network',
      test: 'drsDiscovery',
    },
  ],
  // network, in any phase
  [0x80072ee2, network('WININET_E_TIMEOUT', 'the connection timed out', REGISTRATION_HOST)],
  [0x80072ee7, network('WININET_E_NAME_NOT_RESOLVED', 'the name was not resolved', REGISTRATION_HOST)],
  [0x80072efd, network('WININET_E_CANNOT_CONNECT', 'no connection could be made', REGISTRATION_HOST)],
  [0x80072efe, network('WININET_E_CONNECTION_ABORTED', 'the connection was cut', REGISTRATION_HOST)],
  [0x80072f8f, network('WININET_E_DECODING_FAILED', 'TLS failed or a proxy altered the answer', REGISTRATION_HOST)],
  // auth: federated domains only
  [
    0xcaa90017,
    federation(
      'ERROR_ADAL_PROTOCOL_NOT_SUPPORTED',
      'the federation service offers no WS-Trust',
      'Enable WS-Trust on the federation service.',
    ),
  ],
  [
    0xcaa9002c,
    federation(
      'ERROR_ADAL_FAILED_TO_PARSE_XML',
      'the federation service answered with something other than XML',
      'Check that its metadata exchange endpoint gives XML and that no proxy alters it.',
    ),
  ],
  [
    0xcaa90023,
    federation(
      'ERROR_ADAL_COULDNOT_DISCOVER_USERNAME_PASSWORD_ENDPOINT',
      'the federation service offers no endpoint for it',
      'Enable the WS-Trust endpoints on the federation service.',
    ),
  ],
  [
    0xcaa20003,
    federation(
      'ERROR_ADAL_SERVER_ERROR_INVALID_GRANT',
      'Entra ID refused the token of the federation service',
      "Check the federation service's claim rules for devices; its log has the server error.",
    ),
  ],
  [
    0xcaa90014,
    federation(
      'ERROR_ADAL_WSTRUST_REQUEST_SECURITYTOKEN_FAILED',
      'the federation service gave no assertion',
      'Check the federation service; its log has the fault.',
    ),
  ],
  [
    0xcaa90006,
    federation(
      'ERROR_ADAL_WSTRUST_TOKEN_REQUEST_FAIL',
      'the token endpoint answered with an error',
      'Look for the underlying error in the event log Microsoft-Windows-AAD/Operational.',
    ),
  ],
  [0xcaa82ee2, network('ERROR_ADAL_INTERNET_TIMEOUT', 'the sign-in timed out', 'login.microsoftonline.com')],
  [0xcaa82efd, network('ERROR_ADAL_INTERNET_CANNOT_CONNECT', 'no connection was made', 'login.microsoftonline.com')],
  [0xcaa82efe, network('ERROR_ADAL_INTERNET_CONNECTION_ABORTED', 'it was cut', 'login.microsoftonline.com')],
  [
    0xcaa82f8f,
    network('ERROR_ADAL_INTERNET_SECURE_FAILURE', 'TLS failed (clock, inspection)', 'login.microsoftonline.com'),
  ],
  // join
  [
    AUTHENTICATION_ERROR,
    {
      name: 'DSREG_E_DEVICE_AUTHENTICATION_ERROR',
      cause: 'the registration service did not accept the device',
      fix: 'Look up the server error of the last attempt in the event log User Device Registration/Admin, event 204.',
      owner: 'intune-admin',
    },
  ],
  [
    0x801c0006,
    {
      name: 'DSREG_E_DEVICE_INTERNALSERVICE_ERROR',
      cause: 'the registration service had an internal error',
      fix: 'Wait for the next attempt; if it stays, give the request id in dsregcmd /status to Microsoft support.',
      owner: 'intune-admin',
    },
  ],
  [
    0x80090016,
    {
      name: 'NTE_BAD_KEYSET',
      cause: 'the TPM was cleared, or the image was made from a machine that was registered already',
      fix: 'Repair the image so that it is not joined or registered, do not clear the TPM, then restart the device.',
      owner: 'device',
    },
  ],
  ...[0x80290407, 0x80280036].map((code): [number, HybridCause] => [
    code,
    {
      name: code === 0x80290407 ? 'TPM_E_PCP_INTERNAL_ERROR' : 'TPM_E_NOTFIPS',
      cause: 'the TPM failed or is in FIPS mode',
      fix: 'Update the TPM firmware, or turn the TPM off for this device: Windows then joins without it.',
      owner: 'device',
    },
  ]),
  [
    0x80090031,
    {
      name: 'NTE_AUTHENTICATION_IGNORED',
      cause: 'the TPM is locked out',
      fix: 'Wait for the end of the lock-out with the device switched on; Windows then joins by itself.',
      owner: 'device',
      transient: true,
    },
  ],
]);

/** The name of a code alone. */
export function hybridCodeNameOf(code: number): string | undefined {
  return code === DEVICE_OBJECT_NOT_FOUND ? 'DSREG_E_DIRECTORY_FAILURE' : CAUSES.get(code)?.name;
}

/** The most telling cause: a network or server code says more than the general discovery failure around it. */
export function hybridCauseOf(codes: readonly (number | undefined)[]): HybridCause | undefined {
  const known = codes.flatMap((code) => {
    const cause = code === undefined ? undefined : CAUSES.get(code);
    return cause === undefined ? [] : [cause];
  });
  const general = new Set(['DSREG_AUTOJOIN_DISC_FAILED', 'DSREG_AUTOJOIN_USERREALM_DISCOVERY_FAILED']);
  return known.find((cause) => !general.has(cause.name)) ?? known[0];
}

/** For the docs page, which lists them. */
export const hybridCauses: readonly (readonly [number, HybridCause])[] = [...CAUSES];
