import type { Finding } from '../../src/core/finding.ts';
import { finding } from './codes.ts';
import type { CmgConnection } from './evidence.ts';

/**
 * From Configuration Manager 2603 on a client speaks TLS 1.3 and, in TLS 1.2, ECDHE only (Microsoft Learn, "What's new in
 * version 2603"). OpenSSL offers ECDHE first, so a server that chose something else has nothing better.
 */
export function judgeCipher({ protocol, cipher, serverName }: CmgConnection): readonly Finding[] {
  return protocol !== 'TLSv1.2' || cipher.includes('ECDHE')
    ? []
    : [
        finding.warn('protocol-unsupported', {
          what: `${serverName} agrees on no better cipher than ${cipher}`,
          why: 'Clients from Configuration Manager 2603 on want ECDHE in TLS 1.2 and will not connect. A CMG offers it, so something stands in front of it.',
          fix: `Exempt ${serverName} from TLS inspection, or enable ECDHE cipher suites on the device in between.`,
          owner: 'network',
          subject: serverName,
        }),
      ];
}
