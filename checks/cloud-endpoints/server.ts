import type { JudgeContext } from '../../src/core/check.ts';
import type { Finding } from '../../src/core/finding.ts';
import { decodeCertificate } from '../../src/formats/x509-certificate.ts';
import { matchServerName } from '../../src/trust/server-name.ts';
import { isMicrosoftIssuer } from '../cmg-connection/inspection.ts';
import { finding } from './codes.ts';
import { isRefusedHere } from './distrust.ts';
import type { TriedEndpoint } from './evidence.ts';

/** Makes the one finding of an endpoint: a failure where ccmsetup cannot go on without it, else a warning. */
export type Trouble = (
  code: (typeof finding.codes)[number],
  details: { readonly what: string; readonly fix: string; readonly transient?: boolean; readonly symptom?: string },
) => readonly Finding[];

/** Whether the server answers with a certificate for the host, or one that cannot be read. */
export function isItself({ endpoint: { host }, outcome }: TriedEndpoint): boolean {
  const leaf = outcome.status === 'connected' ? outcome.certificates[0] : undefined;
  const decoded = leaf === undefined ? undefined : decodeCertificate(leaf);
  return (
    outcome.status === 'connected' &&
    !(decoded?.ok === true && matchServerName(decoded.value, host).kind === 'mismatch')
  );
}

/** What the server's certificate says; trust only where somebody signs in Microsoft's place. */
export function judgeServer(
  { host, port, purpose }: TriedEndpoint['endpoint'],
  certificates: readonly Uint8Array[],
  trouble: Trouble,
  context: JudgeContext,
): readonly Finding[] {
  const [leaf] = certificates;
  const decoded = leaf === undefined ? undefined : decodeCertificate(leaf);
  if (decoded?.ok !== true) {
    return [];
  }
  const match = matchServerName(decoded.value, host);
  if (match.kind === 'mismatch') {
    return trouble('wrong-server', {
      what: `The server at ${host}:${port} shows a certificate for ${match.names.slice(0, 3).join(', ') || 'no name'}`,
      fix: `Find out who answers for ${host} in this network: a portal, a filter, a wrong DNS record.`,
      symptom: '0x80072f8f (WinHTTP 12175: WINHTTP_CALLBACK_STATUS_FLAG_CERT_CN_INVALID is set)',
    });
  }
  const entra = purpose === 'sign-in' || purpose === 'device-sign-in' || purpose === 'device-registration';
  if (!entra || isMicrosoftIssuer(decoded.value)) {
    return [];
  }
  const what = `${host} is not spoken to directly: "${decoded.value.issuer.text}" signs in its place`;
  return isRefusedHere(certificates, context)
    ? trouble('tls-inspection', {
        what: `${what}, and this machine does not trust that`,
        fix: `Exempt ${host} from TLS inspection, as Microsoft asks, rather than install the root of what inspects.`,
        symptom: '0x80072f8f (WinHTTP 12175: WINHTTP_CALLBACK_STATUS_FLAG_INVALID_CA is set)',
      })
    : [
        finding.warn('tls-inspection', {
          what,
          why: 'Microsoft asks to exempt it: inspected, a device cannot prove its identity by its certificate there.',
          fix: `Exempt ${host} from TLS inspection.`,
          owner: 'network',
          subject: decoded.value.issuer.text,
        }),
      ];
}
