import { isHtml } from '../../src/formats/aad-auth-info.ts';
import { decodeConsoleOutput } from '../../src/formats/console-output.ts';
import type { HttpOutcome } from '../../src/host/ports.ts';
import { unresolvedWords } from '../network-path/unresolved-name.ts';

/**
 * Who on the CMG's way said no: its service in Azure (`CMGService_…`), or the connection point or management point
 * behind it (`CMGConnector_…`). Inferred from the prefixes; Microsoft "Troubleshoot CMG client communication" shows both.
 */
export type CmgSide = 'azure' | 'on-premises';

/** What an answer says about who answered. */
export type CmgAnswer =
  | { readonly kind: 'success'; readonly statusCode: number; readonly body: Uint8Array; readonly truncated: boolean }
  /** A 4xx that only a CMG says. */
  | { readonly kind: 'refused'; readonly side: CmgSide; readonly statusCode: number; readonly phrase: string }
  /** 5xx, or too many requests: the service, not the device. */
  | {
      readonly kind: 'service-error';
      readonly side?: CmgSide;
      readonly statusCode: number;
      readonly phrase: string;
      readonly throttled: boolean;
    }
  /** Something else than a CMG answered: a web server, a proxy, a captive portal. */
  | { readonly kind: 'foreign'; readonly statusCode: number; readonly phrase: string; readonly why: string }
  /** An answer that proves nothing either way. */
  | { readonly kind: 'other'; readonly statusCode: number; readonly phrase: string; readonly why: string }
  /** No HTTP answer at all; `reset`: the connection was cut. */
  | { readonly kind: 'none'; readonly why: string; readonly transient: boolean; readonly reset?: true };

type Answered = Extract<HttpOutcome, { status: 'answered' }>;

/** Web pages, reason phrases and JSON errors say what they are in their first kilobytes. */
const SNIFFED_BYTES = 4096;

/** Who answered, and in what sense; the meaning of a success is the caller's. */
export function classifyAnswer(outcome: HttpOutcome, url: string): CmgAnswer {
  return outcome.status === 'answered' ? classifyResponse(outcome, url) : classifyFailure(outcome);
}

function classifyResponse(answer: Answered, url: string): CmgAnswer {
  const { statusCode, statusText: phrase } = answer;
  const start = decodeConsoleOutput(answer.body.subarray(0, SNIFFED_BYTES)).text;
  const side = sideOf(phrase) ?? sideOf(start);
  const other = (why: string): CmgAnswer => ({ kind: 'other', statusCode, phrase, why });
  const foreign = (why: string): CmgAnswer => ({ kind: 'foreign', statusCode, phrase, why });
  if (statusCode === 407) return { kind: 'none', why: 'a proxy on the way wants credentials (407)', transient: false };
  if (side === undefined && (statusCode === 405 || statusCode === 501))
    return other('the method is refused, as a device between would do');
  if (statusCode >= 500 || statusCode === 429 || statusCode === 408) {
    const throttled = statusCode === 429;
    return { kind: 'service-error', statusCode, phrase, throttled, ...(side !== undefined && { side }) };
  }
  if (statusCode >= 400 && side !== undefined) return { kind: 'refused', side, statusCode, phrase };
  if (statusCode >= 300 && statusCode < 400) return classifyRedirect(answer, url);
  const proxy = proxyOf(answer);
  if (statusCode < 300) {
    if (isHtml(start)) return foreign(`a web page came back${proxy ?? ''}`);
    return { kind: 'success', statusCode, body: answer.body, truncated: answer.truncated };
  }
  if (proxy !== undefined) return foreign(`an intermediary refused it${proxy}`);
  const isMicrosoft = /^Microsoft-(?:IIS|HTTPAPI)\//i.test(answer.headers.server ?? '');
  if (statusCode === 404 && (isMicrosoft || isHtml(start))) return foreign('a web server without this path answered');
  if (isHtml(start) && !isMicrosoft) return foreign('a web page came back');
  return other('it bears no mark of a CMG');
}

function sideOf(text: string): CmgSide | undefined {
  if (/\bCMGService_/i.test(text)) return 'azure';
  return /\bCMGConnector_/i.test(text) ? 'on-premises' : undefined;
}

function classifyRedirect(answer: Answered, url: string): CmgAnswer {
  const { statusCode, statusText: phrase } = answer;
  const location = answer.headers.location ?? '';
  const target = URL.canParse(location, url) ? new URL(location, url) : undefined;
  if (target !== undefined && target.hostname !== new URL(url).hostname) {
    return { kind: 'foreign', statusCode, phrase, why: `it sends the client on to ${target.hostname}` };
  }
  return { kind: 'other', statusCode, phrase, why: 'it sends the client on, which no CMG does' };
}

/** Products that answer in the place of a server and name themselves in the Server header. */
const proxyProducts =
  /\b(?:squid|zscaler|bluecoat|proxysg|fortigate|fortiproxy|forcepoint|websense|netskope|mcafee|skyhigh|sophos|barracuda|umbrella|iboss|mwg)\b/i;

function proxyOf({ headers }: Answered): string | undefined {
  if (headers.via !== undefined) return `, through "${bounded(headers.via)}"`;
  const { server } = headers;
  return server !== undefined && proxyProducts.test(server) ? `, from "${bounded(server)}"` : undefined;
}

const bounded = (text: string): string => (text.length > 100 ? `${text.slice(0, 100)}…` : text);

function classifyFailure(outcome: Exclude<HttpOutcome, Answered>): CmgAnswer {
  const none = (why: string, transient = false): CmgAnswer => ({ kind: 'none', why, transient });
  switch (outcome.status) {
    case 'name-not-resolved':
      return none(unresolvedWords(outcome), true);
    case 'refused':
      return none('the connection was refused');
    case 'timed-out':
      return none('no answer came in time', true);
    case 'reset':
      return { kind: 'none', why: 'the connection was reset', transient: false, reset: true };
    case 'unreachable':
      return none(`there was no way to it (${outcome.code})`, true);
    case 'proxy-refused':
      return none(
        `the proxy refused it: ${outcome.statusCode} ${bounded(outcome.statusText)}`,
        outcome.statusCode >= 500,
      );
    case 'not-tls':
      return none('what answered does not speak TLS');
    case 'protocol-unsupported':
    case 'alert':
      return none(`TLS failed: ${bounded(outcome.detail)}`);
    case 'peer-changed':
      return none('another certificate was presented than a moment before');
    case 'too-many-redirects':
      return none('it sends the client round in circles');
    case 'malformed-response':
      return none(`the answer is no HTTP: ${bounded(outcome.detail)}`);
  }
}

/** Whether two questions were answered alike. */
export function isSameAnswer(a: CmgAnswer, b: CmgAnswer): boolean {
  if (a.kind === 'none' || b.kind === 'none') return a.kind === b.kind;
  if (a.kind !== b.kind || a.statusCode !== b.statusCode) return false;
  return a.kind === 'success' || b.kind === 'success' || a.phrase === b.phrase;
}

/** The line by which ccmsetup.log shows such an answer (format observed: `[CCMHTTP] ERROR INFO`). */
export function symptomOf(answer: { readonly statusCode: number; readonly phrase: string }): string {
  return `[CCMHTTP] ERROR INFO: StatusCode=${answer.statusCode} StatusText=${answer.phrase}`;
}

/** `403 CMGConnector_Forbidden`. */
export const statusOf = (answer: { readonly statusCode: number; readonly phrase: string }): string =>
  `${answer.statusCode} ${bounded(answer.phrase)}`.trim();
