import type { JsonObject } from '../../src/core/json.ts';
import { decodeConsoleOutput } from '../../src/formats/console-output.ts';
import type { HttpOutcome } from '../../src/host/ports.ts';

/** One question to the CMG and what came back. */
export interface CmgQuestion {
  readonly url: string;
  readonly outcome: HttpOutcome;
}

export interface TenantOnboardingEvidence {
  /** Lower-case GUID. */
  readonly tenantId: string;
  /** The settings or the ccmsetup command line, or the device itself. */
  readonly tenantFrom: 'target' | 'device';
  readonly answer: CmgQuestion;
  /** The same question for a tenant that nobody has. */
  readonly control: CmgQuestion;
}

/** What a person needs to judge again; the rest of a body is a web page or worse. */
const SHOWN_BODY_BYTES = 4096;
/** A header longer than this is a cookie or a policy and tells nothing here. */
const SHOWN_HEADER_LENGTH = 300;
const SHOWN_HEADERS = 40;

export function presentTenantOnboarding(evidence: TenantOnboardingEvidence): JsonObject {
  return {
    tenantId: evidence.tenantId,
    tenantFrom: evidence.tenantFrom,
    answer: presentQuestion(evidence.answer),
    control: presentQuestion(evidence.control),
  };
}

/** Status, reason phrase word for word, headers and the beginning of the body. Cookies are credentials and stay out. */
export function presentQuestion({ url, outcome }: CmgQuestion): JsonObject {
  if (outcome.status !== 'answered') return { url, ...outcome };
  const headers = Object.entries(outcome.headers)
    .filter(([name]) => !/^set-cookie/i.test(name))
    .slice(0, SHOWN_HEADERS)
    .map(([name, value]) => [name, value.slice(0, SHOWN_HEADER_LENGTH)] as const);
  return {
    url,
    status: outcome.status,
    statusCode: outcome.statusCode,
    statusText: outcome.statusText,
    headers: Object.fromEntries(headers),
    body: decodeConsoleOutput(outcome.body.subarray(0, SHOWN_BODY_BYTES)).text,
    bodyBytes: outcome.body.length,
    bodyCut: outcome.truncated || outcome.body.length > SHOWN_BODY_BYTES,
    durationMs: outcome.durationMs,
  };
}
