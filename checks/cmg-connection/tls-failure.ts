import type { Finding } from '../../src/core/finding.ts';
import { finding, SYMPTOM } from './codes.ts';
import type { FailureDescription } from './failed-attempt.ts';

export function notTls({ place, others, to, port, portal, subject }: FailureDescription): Finding {
  return finding.fail('not-tls', {
    what: `${place} answers with something that is not TLS${others}`,
    why:
      portal === undefined
        ? "A network's sign-in portal, a proxy in between or a server of another kind answers in place of the CMG."
        : "This network's sign-in portal answers in place of the CMG.",
    fix:
      portal === undefined
        ? `Find out what listens at ${to}:${port}; open http://www.msftconnecttest.com in a browser and sign in if a portal shows.`
        : `Sign in to the portal (${portal}), or use another network.`,
    owner: 'network',
    subject,
    symptom: SYMPTOM.secureChannel,
  });
}

export function protocolUnsupported(detail: string, { host, place, others, subject }: FailureDescription): Finding {
  return finding.fail('protocol-unsupported', {
    what: `${place} speaks no TLS 1.2 or later (${detail})${others}`,
    why: 'A CMG enforces TLS 1.2: something older stands in front of it, or this is not a CMG.',
    fix: `Exempt ${host} from TLS inspection, or bring the device in between to TLS 1.2. On the CMG: check "Enforce TLS 1.2".`,
    owner: 'network',
    subject,
    symptom: SYMPTOM.secureChannel,
  });
}

export function alert(detail: string, { host, place, others, subject }: FailureDescription): Finding {
  return finding.fail('tls-alert', {
    what: `${place} ends the TLS handshake (${detail})${others}`,
    why: 'The two sides could not agree: they share no cipher suite, a client certificate is demanded, or a filter refuses in this way.',
    fix: `Exempt ${host} from TLS inspection and filters; if nothing is in between, check the CMG's certificate in the console.`,
    owner: 'network',
    subject,
    symptom: SYMPTOM.secureChannel,
  });
}
