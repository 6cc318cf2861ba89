import type { ConnectFailure, ConnectionLayer } from '../ports.ts';

/** The system's code of a failed call (`ECONNREFUSED`, `ERR_SSL_…`), or what the error calls itself. */
export function errorCode(error: unknown): string {
  if (typeof error !== 'object' || error === null) {
    return 'UNKNOWN';
  }
  if ('code' in error && typeof error.code === 'string') {
    return error.code;
  }
  return 'name' in error && typeof error.name === 'string' ? error.name : 'UNKNOWN';
}

/**
 * A socket error in the words of the port, classified once, by code and never by text.
 * `EACCES` is what Windows gives when its own firewall forbids the connection (WSAEACCES); it stays visible as code.
 */
export function connectFailure(error: unknown, address: string, layer: ConnectionLayer): ConnectFailure {
  const code = errorCode(error);
  switch (code) {
    case 'ECONNREFUSED':
      return { status: 'refused', address, layer };
    case 'ETIMEDOUT':
      return timedOut(address, layer);
    case 'ECONNRESET':
    case 'ECONNABORTED':
    case 'EPIPE':
      return { status: 'reset', address, layer };
    default:
      return { status: 'unreachable', address, layer, code };
  }
}

/** A timeout in the handshake is another fault than one before it, so the layer travels with the outcome. */
export function timedOut(address: string, layer: ConnectionLayer): ConnectFailure {
  return { status: 'timed-out', address, layer };
}
