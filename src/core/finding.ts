/**
 * What a check concluded, one finding per conclusion. The union is on `status`, so that the compiler demands a reason
 * from everything but a pass, and a fix with an owner from every warning and failure.
 */
export type Status = 'pass' | 'warn' | 'fail' | 'unknown' | 'skip';

/** Who can carry out the fix. */
export type Owner = 'device' | 'network' | 'pki' | 'cmg-admin' | 'intune-admin';

interface Conclusion {
  /** `<check id>.<code>`, e.g. `entra-join.registered-only`. */
  readonly code: string;
  /** The subject and the observed value, one sentence. */
  readonly what: string;
  /** The thing itself: a URL, a name, a thumbprint. */
  readonly subject?: string;
  /** Waiting or trying again may cure it. */
  readonly transient?: boolean;
  /** What ccmsetup.log would have said. */
  readonly symptom?: string;
}

interface Remedy {
  /** What follows from it. */
  readonly why: string;
  /** An imperative and a place to do it. */
  readonly fix: string;
  readonly owner: Owner;
  /** Where the docs explain this code. */
  readonly docs: string;
}

export interface Pass extends Conclusion {
  readonly status: 'pass';
  readonly why?: string;
}
export interface Warn extends Conclusion, Remedy {
  readonly status: 'warn';
  /** True when `--ignore` turned a failure into this warning. */
  readonly waived?: boolean;
}
export interface Fail extends Conclusion, Remedy {
  readonly status: 'fail';
}
export interface Unknown extends Conclusion {
  readonly status: 'unknown';
  readonly why: string;
  /** What would settle the question. */
  readonly fix?: string;
  readonly owner?: Owner;
  readonly docs?: string;
}
export interface Skip extends Conclusion {
  readonly status: 'skip';
  readonly why: string;
}
export type Finding = Pass | Warn | Fail | Unknown | Skip;

/** Worst first. A check's status is its worst finding, never stored beside them. */
const severity: readonly Status[] = ['fail', 'unknown', 'warn', 'pass', 'skip'];

/** The status of a check with these findings; a check that found nothing is `unknown`, because silence proves nothing. */
export function worstStatus(findings: readonly Finding[]): Status {
  return severity.find((status) => findings.some((finding) => finding.status === status)) ?? 'unknown';
}

/** What a check gives for one finding; the code's prefix and the docs anchor are added by {@link findingsOf}. */
type Without<T, K extends string> = T extends unknown ? Omit<T, K> : never;
type Details<F extends Finding> = Without<F, 'status' | 'code' | 'docs'>;

export interface FindingMaker<Code extends string> {
  readonly codes: readonly Code[];
  pass(code: Code, details: Details<Pass>): Pass;
  warn(code: Code, details: Details<Warn>): Warn;
  fail(code: Code, details: Details<Fail>): Fail;
  unknown(code: Code, details: Details<Unknown>): Unknown;
  skip(code: Code, details: Details<Skip>): Skip;
}

/** Where the docs explain a finding code. */
export function docsFor(checkId: string, code: string): string {
  return `docs/checks/${checkId}.md#${code}`;
}

/**
 * The findings a check may give, by their codes: a code that is not in the list does not compile, and the list is what
 * the docs are tested against.
 *
 * @param page the docs page with a section for each code
 */
export function findingsOf<const Code extends string>(
  checkId: string,
  codes: readonly Code[],
  page = `docs/checks/${checkId}.md`,
): FindingMaker<Code> {
  const full = (code: Code) => `${checkId}.${code}`;
  const docs = (code: Code) => `${page}#${code}`;
  return {
    codes,
    pass: (code, details) => ({ status: 'pass', code: full(code), ...details }),
    warn: (code, details) => ({ status: 'warn', code: full(code), docs: docs(code), ...details }),
    fail: (code, details) => ({ status: 'fail', code: full(code), docs: docs(code), ...details }),
    unknown: (code, details) => ({ status: 'unknown', code: full(code), docs: docs(code), ...details }),
    skip: (code, details) => ({ status: 'skip', code: full(code), ...details }),
  };
}
