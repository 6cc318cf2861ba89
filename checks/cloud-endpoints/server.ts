import type { JudgeContext } from '../../src/core/check.ts';
import { decodeCertificate } from '../../src/formats/x509-certificate.ts';
import { matchServerName } from '../../src/trust/server-name.ts';
import { isMicrosoftIssuer } from '../cmg-connection/inspection.ts';
import { isRefusedHere } from './distrust.ts';
import type { TriedEndpoint } from './evidence.ts';
import { describe, hostsOf, type Trouble } from './trouble.ts';

/** Fills in what follows from the endpoint's purpose. */
export type TroubleMaker = (
  code: Trouble['code'],
  details: Pick<Trouble, 'outcome' | 'what' | 'fix'> & Partial<Trouble>,
) => Trouble;

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
  endpoint: TriedEndpoint['endpoint'],
  certificates: readonly Uint8Array[],
  trouble: TroubleMaker,
  context: JudgeContext,
): Trouble | undefined {
  const { host, purpose } = endpoint;
  const [leaf] = certificates;
  const decoded = leaf === undefined ? undefined : decodeCertificate(leaf);
  if (decoded?.ok !== true) {
    return undefined;
  }
  const match = matchServerName(decoded.value, host);
  if (match.kind === 'mismatch') {
    const shown = match.names.slice(0, 3).join(', ') || 'no name';
    return trouble('wrong-server', {
      outcome: shown,
      what: `The server that answers for ${describe(endpoint)} shows a certificate for ${shown}`,
      fix: (endpoints) =>
        `Find out who answers for ${hostsOf(endpoints)} in this network: a portal, a filter, a wrong DNS record.`,
      symptom: '0x80072f8f (WinHTTP 12175: WINHTTP_CALLBACK_STATUS_FLAG_CERT_CN_INVALID is set)',
    });
  }
  const entra = purpose === 'sign-in' || purpose === 'device-sign-in' || purpose === 'device-registration';
  if (!entra || isMicrosoftIssuer(decoded.value)) {
    return undefined;
  }
  const issuer = decoded.value.issuer.text;
  return isRefusedHere(certificates, context)
    ? trouble('tls-inspection', {
        outcome: `refused ${issuer}`,
        what: `TLS to ${describe(endpoint)} is opened on the way: "${issuer}" signs its certificate, and this machine does not trust that`,
        fix: (endpoints) =>
          `Exempt ${hostsOf(endpoints)} from TLS inspection, as Microsoft asks, rather than install the root of what inspects.`,
        symptom: '0x80072f8f (WinHTTP 12175: WINHTTP_CALLBACK_STATUS_FLAG_INVALID_CA is set)',
      })
    : trouble('tls-inspection', {
        outcome: `trusted ${issuer}`,
        isDecisive: false,
        what: `TLS to ${describe(endpoint)} is opened on the way: "${issuer}" signs its certificate`,
        why: 'Microsoft asks to exempt it: inspected, a device cannot prove its identity by its certificate there.',
        fix: (endpoints) => `Exempt ${hostsOf(endpoints)} from TLS inspection.`,
        subject: issuer,
      });
}
