/**
 * Registry values as a .reg file, which `reg.exe import` takes in one go.
 * Source: Microsoft Support, "How to add, modify, or delete registry subkeys and values by using a .reg file".
 */

/** One value, or with `key-only` a key without one. Keys start with HKLM, HKCU or HKU. */
export type RegistryEntry = {
  readonly key: string;
  /** Empty for the default value. */
  readonly name: string;
} & (
  | { readonly type: 'REG_SZ' | 'REG_EXPAND_SZ'; readonly data: string }
  | { readonly type: 'REG_MULTI_SZ'; readonly data: readonly string[] }
  | { readonly type: 'REG_DWORD'; readonly data: number }
  | { readonly type: 'REG_QWORD'; readonly data: bigint }
  | { readonly type: 'REG_BINARY'; readonly data: Uint8Array }
  | { readonly type: 'key-only' }
);

const hives: Readonly<Record<string, string>> = {
  HKLM: 'HKEY_LOCAL_MACHINE',
  HKCU: 'HKEY_CURRENT_USER',
  HKU: 'HKEY_USERS',
};

/** The whole file: UTF-16LE with a byte order mark, as regedit writes it. */
export function renderRegistryFile(entries: readonly RegistryEntry[]): Buffer {
  const lines = ['Windows Registry Editor Version 5.00', ''];
  for (const entry of entries) {
    lines.push(`[${renderKey(entry.key)}]`);
    if (entry.type !== 'key-only') lines.push(`${entry.name === '' ? '@' : quote(entry.name)}=${renderData(entry)}`);
    lines.push('');
  }
  return Buffer.from(`\uFEFF${lines.join('\r\n')}\r\n`, 'utf16le');
}

function renderKey(key: string): string {
  const [hive = '', ...path] = key.split('\\');
  return [hives[hive] ?? hive, ...path].join('\\');
}

function renderData(entry: Exclude<RegistryEntry, { type: 'key-only' }>): string {
  switch (entry.type) {
    case 'REG_SZ':
      return quote(entry.data);
    case 'REG_EXPAND_SZ':
      return renderHex('hex(2)', Buffer.from(`${entry.data}\0`, 'utf16le'));
    case 'REG_MULTI_SZ':
      return renderHex('hex(7)', Buffer.from(`${entry.data.map((text) => `${text}\0`).join('')}\0`, 'utf16le'));
    case 'REG_DWORD':
      return `dword:${(entry.data >>> 0).toString(16).padStart(8, '0')}`;
    case 'REG_QWORD': {
      const bytes = Buffer.alloc(8);
      bytes.writeBigUInt64LE(entry.data);
      return renderHex('hex(b)', bytes);
    }
    case 'REG_BINARY':
      return renderHex('hex', entry.data);
  }
}

function quote(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

function renderHex(prefix: string, bytes: Uint8Array): string {
  return `${prefix}:${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(',')}`;
}
