import { renderErrorCode } from '../../src/formats/dsregcmd/values.ts';

/** The codes behind `DeviceAuthStatus : FAILED. Error: 0x…`. */
export interface NtStatus {
  /** `key`: the private key cannot be used. `network`: Entra ID was not reached. `other`: not known here. */
  readonly kind: 'key' | 'network' | 'other';
  /** e.g. `0xd000023c (STATUS_NETWORK_UNREACHABLE)`. */
  readonly text: string;
}

/** FACILITY_NT_BIT of winerror.h: HRESULT_FROM_NT sets it, so 0xd000023c is NTSTATUS 0xc000023c. */
const FACILITY_NT_BIT = 0x1000_0000;

/** Microsoft Learn "Troubleshoot Microsoft Entra hybrid joined devices", post-join step 3; ntstatus.h; winerror.h. */
const KNOWN: ReadonlyMap<number, readonly [NtStatus['kind'], string]> = new Map([
  [0xc000023c, ['network', 'STATUS_NETWORK_UNREACHABLE'] as const],
  [0xc00000be, ['network', 'STATUS_BAD_NETWORK_PATH'] as const],
  [0xc00000c4, ['network', 'STATUS_UNEXPECTED_NETWORK_ERROR'] as const],
  [0xc00000b5, ['network', 'STATUS_IO_TIMEOUT'] as const],
  [0xc0020017, ['other', 'RPC_NT_SERVER_UNAVAILABLE'] as const],
  [0xc00000d0, ['other', 'STATUS_REQUEST_NOT_ACCEPTED'] as const],
  [0xc0090016, ['key', 'NTE_BAD_KEYSET'] as const],
  [0x80090016, ['key', 'NTE_BAD_KEYSET'] as const],
  [0x80072ee2, ['network', 'WININET_E_TIMEOUT'] as const],
  [0x80072ee7, ['network', 'WININET_E_NAME_NOT_RESOLVED'] as const],
  [0x80072efd, ['network', 'WININET_E_CANNOT_CONNECT'] as const],
  [0x80072efe, ['network', 'WININET_E_CONNECTION_ABORTED'] as const],
]);

export function ntStatusOf(code: number): NtStatus {
  const plain = code >>> 28 === 0xd ? code - FACILITY_NT_BIT : code;
  const [kind, name] = KNOWN.get(plain) ?? ['other', undefined];
  return { kind, text: name === undefined ? renderErrorCode(code) : `${renderErrorCode(code)} (${name})` };
}
