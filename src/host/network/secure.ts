import { constants, type X509Certificate } from 'node:crypto';
import { isIP, type Socket } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import type { ConnectFailure, TlsFailure } from '../ports.ts';
import { discard } from './open-socket.ts';
import { connectFailure, errorCode, timedOut } from './system-error.ts';
import type { TimeLimit } from './time-limit.ts';

export interface SecuredSocket {
  readonly status: 'secured';
  readonly socket: TLSSocket;
  /** DER, in the order the server sent them; nothing is verified. */
  readonly certificates: readonly Uint8Array[];
  readonly stapledOcsp?: Uint8Array;
}

/** A server that sends more certificates than this is not one to be understood; real ones send two to five. */
const MAX_CERTIFICATES = 32;

/**
 * TLS as a collector: whatever the server presents is taken, because the verdict is not OpenSSL's to give. Security level
 * 0 lets a short key or an old signature through so that it can be reported, servers without secure renegotiation are
 * spoken to as Schannel does, and TLS 1.2 is the floor that Windows and Configuration Manager set by default.
 */
export function secure(
  socket: Socket,
  to: {
    readonly serverName: string;
    readonly address: string;
    readonly applicationProtocols?: readonly string[];
  },
  limit: TimeLimit,
): Promise<SecuredSocket | ConnectFailure | TlsFailure> {
  return new Promise((resolve) => {
    let stapledOcsp: Uint8Array | undefined;
    const settle = (outcome: SecuredSocket | ConnectFailure | TlsFailure) => {
      limit.signal.removeEventListener('abort', giveUp);
      if (outcome.status !== 'secured') {
        discard(secured);
        discard(socket);
      }
      resolve(outcome);
    };
    const giveUp = () => settle(timedOut(to.address, 'tls'));
    const secured = connect({
      socket,
      rejectUnauthorized: false,
      minVersion: 'TLSv1.2',
      ciphers: 'DEFAULT@SECLEVEL=0',
      secureOptions: constants.SSL_OP_LEGACY_SERVER_CONNECT,
      requestOCSP: true,
      ...(to.applicationProtocols === undefined ? {} : { ALPNProtocols: [...to.applicationProtocols] }),
      // RFC 6066 section 3 allows no address in the server name indication.
      ...(isIP(to.serverName) === 0 ? { servername: to.serverName } : {}),
    });
    secured.on('error', (error) => settle(tlsFailure(error, to.address)));
    // A stream that closes without a word says neither "secure" nor "error".
    secured.once('close', () => settle(connectFailure({ code: 'ECONNRESET' }, to.address, 'tls')));
    secured.on('OCSPResponse', (response: Buffer | null) => {
      stapledOcsp = response === null || response.length === 0 ? undefined : new Uint8Array(response);
    });
    secured.once('secureConnect', () =>
      settle({
        status: 'secured',
        socket: secured,
        certificates: sentCertificates(secured),
        ...(stapledOcsp === undefined ? {} : { stapledOcsp }),
      }),
    );
    if (limit.signal.aborted) {
      giveUp();
    } else {
      limit.signal.addEventListener('abort', giveUp, { once: true });
    }
  });
}

/**
 * Node links the peer's certificates through `issuerCertificate` in the order they were sent, related or not, duplicates
 * included, and empties the list by doing so: this may be asked once per connection.
 */
function sentCertificates(socket: TLSSocket): readonly Uint8Array[] {
  const certificates: Uint8Array[] = [];
  let certificate: X509Certificate | undefined = socket.getPeerX509Certificate();
  while (certificate !== undefined && certificates.length < MAX_CERTIFICATES) {
    certificates.push(new Uint8Array(certificate.raw));
    certificate = certificate.issuerCertificate;
  }
  return certificates;
}

/** First bytes that are no TLS record, as OpenSSL names them. */
const NOT_TLS: ReadonlySet<string> = new Set([
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'ERR_SSL_PACKET_LENGTH_TOO_LONG',
  'ERR_SSL_HTTP_REQUEST',
  'ERR_SSL_UNEXPECTED_MESSAGE',
  'ERR_SSL_RECORD_LAYER_FAILURE',
  'ERR_SSL_BAD_RECORD_TYPE',
]);

/** The server speaks no version that is allowed here, or says that we speak none of its own. */
const NO_COMMON_PROTOCOL: ReadonlySet<string> = new Set([
  'ERR_SSL_UNSUPPORTED_PROTOCOL',
  'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
  'ERR_SSL_VERSION_TOO_LOW',
]);

function tlsFailure(error: unknown, address: string): ConnectFailure | TlsFailure {
  const code = errorCode(error);
  if (NOT_TLS.has(code)) {
    return { status: 'not-tls', address };
  }
  if (NO_COMMON_PROTOCOL.has(code)) {
    return { status: 'protocol-unsupported', address, detail: code };
  }
  return code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_')
    ? { status: 'alert', address, detail: code }
    : connectFailure(error, address, 'tls');
}
