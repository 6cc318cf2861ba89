import type { Finding } from '../../src/core/finding.ts';
import type { SourceOutcome } from '../../src/trust/revocation.ts';
import type { ChainEngineSettings } from '../root-ca/chain-engine.ts';
import { finding } from './codes.ts';
import type { AskedSource } from './collect.ts';
import type { JudgedCertificate } from './evidence.ts';
import { isInstalled } from './installed-lists.ts';
import { isHttp, nameOf, outcomeWords } from './wording.ts';

/** What deserves a warning about a certificate that is good. */
export function cautionsOf(judged: JudgedCertificate, engine: ChainEngineSettings): readonly Finding[] {
  return [...overTls(judged), ...tooSlow(judged, engine), ...deadSources(judged), ...deadDelta(judged)];
}

function isGood({ code, method }: SourceOutcome): boolean {
  return code === 'good' && method !== 'delta-crl';
}

/** CryptoAPI avoids https for lists, since the server's certificate would have to be checked in turn. */
function overTls({ answers, judgement }: JudgedCertificate): readonly Finding[] {
  const working = judgement.outcomes.filter(isGood);
  const isOverTls = ({ url }: SourceOutcome): boolean => {
    const retrieval = answers.asked.find(({ source }) => source.url === url)?.retrieval;
    return retrieval?.status === 'retrieved' && retrieval.overTls;
  };
  const [first] = working;
  if (first === undefined || !working.every(isOverTls)) return [];
  return [
    finding.warn('https-only', {
      what: `${nameOf(answers)} can be checked over https only: ${first.url}`,
      why: 'Windows avoids https here, because the certificate of that server would have to be checked first; ccmsetup most likely cannot find out.',
      fix: 'Publish the CRL at a plain http address and issue the certificate again with it; the list is signed, so it needs no https.',
      owner: 'pki',
      subject: first.url,
    }),
  ];
}

/** Windows gives each URL half of what is left, so that what works here may be cut off there. */
function tooSlow({ answers, judgement }: JudgedCertificate, engine: ChainEngineSettings): readonly Finding[] {
  const working = new Set(judgement.outcomes.filter(isGood).map(({ url }) => url));
  let leftMs = engine.revocationBudgetMs;
  let cutOff: { readonly url: string; readonly tookMs: number; readonly shareMs: number } | undefined;
  for (const { source, retrieval } of answers.asked) {
    if (source.method === 'delta-crl') continue;
    const shareMs = Math.min(leftMs / 2, engine.urlTimeoutMs);
    if (retrieval.status === 'retrieved' && working.has(source.url)) {
      if (retrieval.durationMs <= shareMs) return [];
      cutOff ??= { url: source.url, tookMs: retrieval.durationMs, shareMs };
    }
    leftMs -= spentOn({ source, retrieval }, shareMs);
  }
  if (cutOff === undefined) return [];
  const { url, tookMs, shareMs } = cutOff;
  return [
    finding.warn('slow', {
      what: `${nameOf(answers)}: ${url} took ${seconds(tookMs)} s`,
      why: `Windows gives all URLs ${seconds(engine.revocationBudgetMs)} s together and this one ${seconds(shareMs)} s; then it counts as unreachable.`,
      fix: 'Publish the CRL where it can be fetched faster, make it smaller, and put that URL first.',
      owner: 'pki',
      subject: url,
    }),
  ];
}

/** LDAP without a domain controller and a silent server are waited for until their share is used up. */
function spentOn({ source, retrieval }: AskedSource, shareMs: number): number {
  if (retrieval.status === 'retrieved') return Math.min(retrieval.durationMs, shareMs);
  return source.scheme === 'ldap' || retrieval.fault === 'no-answer' ? shareMs : 0;
}

function deadSources({ answers, judgement }: JudgedCertificate): readonly Finding[] {
  const dead = judgement.outcomes.filter(
    ({ code, method, url }) => code !== 'good' && method !== 'delta-crl' && isHttp(url),
  );
  const [first] = dead;
  if (first === undefined) return [];
  return [
    finding.warn('partly-unreachable', {
      what: `${nameOf(answers)}: one source works, another does not: ${dead.map(outcomeWords).join('; ')}`,
      why: 'One working source is enough for Windows; it may lose seconds on the other, and has nothing left when the first one fails.',
      fix: `Repair ${first.url}, or leave it out when the certificate is renewed.`,
      owner: 'pki',
      subject: first.url,
    }),
  ];
}

/** One delta that can be fetched is enough. */
function deadDelta({ answers, judgement }: JudgedCertificate): readonly Finding[] {
  const deltas = judgement.outcomes.filter((outcome) => outcome.method === 'delta-crl' && !isInstalled(outcome));
  const [first] = deltas;
  if (first === undefined || deltas.some(({ code }) => code !== 'unreachable')) return [];
  return [
    finding.warn('delta-unreachable', {
      what: `${nameOf(answers)}: the complete list is there, its delta list is not: ${deltas.map(outcomeWords).join('; ')}`,
      why: 'Windows goes on with the complete list as far as is known; it has not been proven for WinHTTP.',
      fix: `Publish the delta list at ${first.url} (IIS: allow double escaping, because its name holds a plus sign), or end delta lists on the CA.`,
      owner: 'pki',
      subject: first.url,
    }),
  ];
}

function seconds(ms: number): string {
  return String(Math.round(ms / 100) / 10);
}
