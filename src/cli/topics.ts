import { finding as certificateFinding } from '../../checks/server-certificate/codes.ts';
import type { Check } from '../core/check.ts';
import { docsFor } from '../core/finding.ts';
import { runnerCodes } from '../core/outcome-finding.ts';

/** What `explain` can be asked for. */
export interface Topic {
  /** As it is asked for: `root-ca.missing`, `root-ca`, `exit-codes`. */
  readonly name: string;
  /** Id of the check, or what stands in its place before the full stop; null for a page that is about none. */
  readonly check: string | null;
  /** The sentence that is true when the check passes. */
  readonly title: string;
  /** Where the docs are, as in a finding's `docs`; more than one place for a code with two meanings. */
  readonly docs: readonly string[];
  /** Of a check: the codes that have topics of their own. */
  readonly codes: readonly string[];
}

/** Pages for whoever has nothing but the executable; the others are for developers. */
const guides: Readonly<Record<string, string>> = {
  'ccmsetup-log': 'From a line in ccmsetup.log to the check',
  'command-line': 'The command line',
  'device-facts': 'How facts are taken from the device',
  'exit-codes': 'Exit codes',
  gate: 'The command gate',
  intune: 'Deploying with Intune',
  network: 'How the network is asked',
  report: 'The report',
  security: 'Who is trusted with what',
  trust: 'Trust and revocation',
};

/** What has codes and is no check of the list. */
const others = [
  {
    id: 'certificate',
    title: 'the certificate is what a CMG needs and Windows accepts it',
    codes: certificateFinding.codes,
    page: 'docs/certificate.md',
  },
  { id: 'runner', title: 'every check comes to an end', codes: runnerCodes, page: pageOf(docsFor('runner', '')) },
] as const;

/** Everything that can be explained, by its name; checks first, in their order. */
export function topicsOf(checks: readonly Check[]): ReadonlyMap<string, Topic> {
  const topics = [
    ...checks.flatMap(({ id, title, codes }) => topicsOn({ id, title, codes, page: pageOf(docsFor(id, '')) })),
    ...others.flatMap(topicsOn),
    ...Object.entries(guides).map(([name, title]) => ({
      name,
      check: null,
      title,
      docs: [`docs/${name}.md`],
      codes: [],
    })),
    ...checks.flatMap(({ id, title, codes }) =>
      runnerCodes.map((code) => topicOnOutcome(id, title, code, codes.includes(code))),
    ),
  ];
  return new Map(topics.map((topic) => [topic.name, topic]));
}

interface Described {
  readonly id: string;
  readonly title: string;
  readonly codes: readonly string[];
  readonly page: string;
}

function topicsOn({ id, title, codes, page }: Described): readonly Topic[] {
  const full = codes.map((code) => `${id}.${code}`);
  return [
    { name: id, check: id, title, docs: [page], codes: full },
    ...codes.map((code) => ({ name: `${id}.${code}`, check: id, title, docs: [`${page}#${code}`], codes: [] })),
  ];
}

/** What the runner says on behalf of a check, which may have a code of the same name: then a report can mean either. */
function topicOnOutcome(check: string, title: string, code: string, isOwnToo: boolean): Topic {
  const docs = docsFor('runner', code);
  return {
    name: `${check}.${code}`,
    check,
    title,
    docs: isOwnToo ? [docsFor(check, code), docs] : [docs],
    codes: [],
  };
}

/** The page without the section. */
export function pageOf(docs: string): string {
  return docs.replace(/#.*$/, '');
}

/** The section without the page. */
export function anchorOf(docs: string): string | undefined {
  return /#(.*)$/.exec(docs)?.[1];
}
