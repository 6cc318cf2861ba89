import { errorCodeOf } from './values.ts';

/** The device key and the device object: `DeviceAuthStatus` (21H1 and later) and `KeySignTest`. */

/**
 * Whether Entra ID accepts this device. `rejected`: the text "Device is either disabled or deleted"; `failed`: the test
 * could not be done, for the reason `code`; `unrecognised`: another text; `contradictory`: printed twice, differently.
 */
export type DeviceAuth =
  | { readonly status: 'success' }
  | { readonly status: 'rejected' }
  | { readonly status: 'failed'; readonly code?: number }
  | { readonly status: 'unrecognised' }
  | { readonly status: 'contradictory' }
  | { readonly status: 'absent' };

export function deviceAuthOf(values: readonly string[]): DeviceAuth {
  const [value, ...others] = [...new Set(values.map((text) => text.trim()))];
  if (value === undefined) return { status: 'absent' };
  if (others.length > 0) return { status: 'contradictory' };
  if (/^SUCCESS$/i.test(value)) return { status: 'success' };
  if (/^FAILED\b.*\b(disabled|deleted)\b/i.test(value)) return { status: 'rejected' };
  if (!/^FAILED\b/i.test(value)) return { status: 'unrecognised' };
  const code = errorCodeOf(value);
  return code === undefined ? { status: 'failed' } : { status: 'failed', code };
}

/** Whether the device's private keys sign. `needs-elevation`: the test is done only for administrators and SYSTEM. */
export type KeySign =
  | { readonly status: 'passed' }
  /** Newer builds name the key in brackets: device key, transport key, resource account key. */
  | { readonly status: 'failed'; readonly key?: string }
  | { readonly status: 'needs-elevation' }
  | { readonly status: 'unrecognised' }
  | { readonly status: 'contradictory' }
  | { readonly status: 'absent' };

export function keySignOf(values: readonly string[]): KeySign {
  const [value, ...others] = [...new Set(values.map((text) => text.trim()))];
  if (value === undefined) return { status: 'absent' };
  if (others.length > 0) return { status: 'contradictory' };
  if (/^PASSED$/i.test(value)) return { status: 'passed' };
  if (/\belevated\b/i.test(value)) return { status: 'needs-elevation' };
  if (!/^FAILED\b/i.test(value)) return { status: 'unrecognised' };
  const key = /\(([a-z ]{3,40})\)/i.exec(value)?.[1];
  return key === undefined ? { status: 'failed' } : { status: 'failed', key };
}
