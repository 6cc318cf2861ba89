import { open } from 'node:fs/promises';
import type { FileOutcome, Files, KnownFile, Registry } from '../ports.ts';
import { localDrivePath, systemRoot } from './system-folder.ts';

/** Read at once: a hosts file seldom has more, and a limit of megabytes shall not cost them. */
const chunkBytes = 64 * 1024;
/** Where the TCP/IP stack keeps hosts, networks and services; a REG_EXPAND_SZ that software may have changed. */
const tcpipParameters = 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters';

/** The few files that checks may read, from where this machine keeps them. */
export function windowsFiles(registry: Registry): Files {
  return {
    read: async (file, { maxBytes }, signal) => {
      const path = process.platform === 'win32' ? await windowsPathOf(file, registry, signal) : `/etc/${file}`;
      return readBounded(path, maxBytes, signal);
    },
  };
}

/** Where this Windows keeps a file; exported for tests. */
export async function windowsPathOf(file: KnownFile, registry: Registry, signal: AbortSignal): Promise<string> {
  const root = systemRoot();
  const parameters = await registry.read(tcpipParameters, { recursive: false }, signal);
  const folder = parameters.status === 'found' ? parameters.keys[0]?.values.DataBasePath : undefined;
  const expanded = folder?.type === 'string' ? folder.value.replace(/^%SystemRoot%/i, () => root) : undefined;
  return `${localDrivePath(expanded) ?? `${root}\\System32\\drivers\\etc`}\\${file}`;
}

/** Reads a plain file up to a limit; exported for tests. */
export async function readBounded(path: string, maxBytes: number, signal: AbortSignal): Promise<FileOutcome> {
  try {
    signal.throwIfAborted();
    const handle = await open(path, 'r');
    try {
      // A pipe or a device has no end.
      if (!(await handle.stat()).isFile()) return { status: 'unreadable', code: 'NOT_A_FILE' };
      const chunks: Buffer[] = [];
      let length = 0;
      while (length <= maxBytes) {
        signal.throwIfAborted();
        const chunk = Buffer.alloc(Math.min(chunkBytes, maxBytes + 1 - length));
        const { bytesRead } = await handle.read(chunk, 0, chunk.length, length);
        if (bytesRead === 0) break;
        chunks.push(chunk.subarray(0, bytesRead));
        length += bytesRead;
      }
      const bytes = new Uint8Array(Buffer.concat(chunks).subarray(0, maxBytes));
      return { status: 'read', bytes, truncated: length > maxBytes };
    } finally {
      await handle.close();
    }
  } catch (error) {
    return outcomeOf(error, signal);
  }
}

function outcomeOf(error: unknown, signal: AbortSignal): FileOutcome {
  if (signal.aborted) return { status: 'unreadable', code: 'ABORTED' };
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'UNKNOWN';
  if (code === 'ENOENT' || code === 'ENOTDIR') return { status: 'absent' };
  if (code === 'EACCES' || code === 'EPERM') return { status: 'denied' };
  return { status: 'unreadable', code };
}
