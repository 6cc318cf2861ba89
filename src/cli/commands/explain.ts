import { posix } from 'node:path';
import type { Check } from '../../core/check.ts';
import { pageWithout, sectionNamed, sectionsOf } from '../../formats/docs-page.ts';
import { renderMarkdown } from '../../reporters/markdown-text.ts';
import { harmlessJson } from '../../reporters/printable.ts';
import { legible, paint, type TerminalStyle } from '../../reporters/terminal-style.ts';
import { hang } from '../../reporters/text-layout.ts';
import { readPages } from '../doc-pages.ts';
import type { CommandLineIo } from '../io.ts';
import { nearest } from '../nearest.ts';
import type { RawOptions } from '../option-table.ts';
import { styleOf } from '../reporting.ts';
import { anchorOf, pageOf, type Topic, topicsOf } from '../topics.ts';
import { UsageError } from '../usage-error.ts';

/** How many namesakes of a code without its check are named. */
const MAX_NAMESAKES = 3;

/**
 * Prints what the docs say about finding codes, checks and pages.
 *
 * @param words as given, each one a thing to explain
 * @returns the exit code @throws UsageError before anything is printed
 */
export async function explain(
  words: readonly string[],
  options: RawOptions,
  checks: readonly Check[],
  io: CommandLineIo,
): Promise<number> {
  const topics = topicsOf(checks);
  if (words.length === 0) {
    throw new UsageError(
      'What is to be explained? Give the code of a finding, such as cmg-preflight explain root-ca.missing, or a check.',
    );
  }
  const asked = [...new Set(words.map((word) => topicFor(word, topics)))];
  const pages = await readPages(asked.flatMap(({ docs }) => docs.map(pageOf)));
  const explained = asked.map((topic) => ({ topic, markdown: markdownOn(topic, pages) }));
  if (options.json === true) {
    const explanations = explained.map(({ topic: { name, check, title }, markdown }) => ({
      code: name,
      check,
      title,
      markdown,
    }));
    io.stdout.write(`${harmlessJson(JSON.stringify({ schemaVersion: 1, explanations }, null, 2))}\n`);
    return 0;
  }
  const style = styleOf(io.stdout, { color: options['no-color'] !== true }, io);
  const texts = explained.map(({ topic, markdown }) => renderTopic(topic, markdown, topics, style));
  io.stdout.write(texts.map((lines) => lines.map((line) => `${line}\n`).join('')).join('\n'));
  return 0;
}

/** Also as it stands in a log (`root-ca.missing:`) or in a finding's `docs`. @throws UsageError */
function topicFor(word: string, topics: ReadonlyMap<string, Topic>): Topic {
  const name = word
    .trim()
    .toLowerCase()
    .replace(/[.,:;]+$/, '');
  const topic = topics.get(name) ?? [...topics.values()].find(({ docs }) => docs[0] === name);
  if (topic === undefined) throw new UsageError(`There is nothing to explain for "${word}".${hint(name, topics)}`);
  return topic;
}

function hint(name: string, topics: ReadonlyMap<string, Topic>): string {
  const all = [...topics.values()];
  const namesakes = all
    .filter((topic) => topic.name.endsWith(`.${name}`))
    .filter((topic, at, same) => same.findIndex(({ docs }) => docs[0] === topic.docs[0]) === at);
  const meant = namesakes.slice(0, MAX_NAMESAKES).map((topic) => `"${topic.name}"`);
  if (meant.length > 0) return ` Did you mean ${meant.join(' or ')}?`;
  const near = nearest(name, [...topics.keys()]);
  if (near !== undefined) return ` Did you mean "${near}"?`;
  const check = topics.get(name.split('.')[0] ?? '')?.check;
  return check === undefined || check === null
    ? ' cmg-preflight list shows the checks.'
    : ` cmg-preflight explain ${check} shows its codes.`;
}

/** @throws Error for a topic without docs, which the tests rule out */
function markdownOn({ name, docs, codes }: Topic, pages: ReadonlyMap<string, string>): string {
  const texts = docs.map((place) => {
    const sections = sectionsOf(pages.get(pageOf(place)) ?? '');
    const anchor = anchorOf(place);
    if (anchor !== undefined) return sectionNamed(sections, anchor);
    return pageWithout(sections, new Set(codes.map((code) => code.slice(name.length + 1))));
  });
  if (texts.some((text) => text === undefined || text === '')) throw new Error(`${name} has no docs`);
  return texts.join('\n\n## When the run itself ended the check\n\n');
}

function renderTopic(
  topic: Topic,
  markdown: string,
  topics: ReadonlyMap<string, Topic>,
  style: TerminalStyle,
): readonly string[] {
  const { name, check, title, docs, codes } = topic;
  const leadsTo = (target: string) => placeOf(target, pageOf(docs[0] ?? ''), topics);
  const text = renderMarkdown(markdown, { ...style, leadsTo });
  if (check === null) return [paint(title, 'bold', style), '', ...text];
  const heading = paint(name, 'bold', style);
  if (codes.length > 0) {
    return [heading, '', ...text, '', paint('Findings', 'bold', style), ...codes.map((code) => `  ${code}`)];
  }
  const subtitle = hang('  ', legible(`${check}: ${title}`, style), style.columns);
  const further = `  the whole check: cmg-preflight explain ${check}`;
  return [heading, ...subtitle.map((line) => paint(line, 'dim', style)), '', ...text, '', paint(further, 'dim', style)];
}

/** Where a link leads for whoever has only the executable: the command that shows the place, else the address itself. */
function placeOf(target: string, page: string, topics: ReadonlyMap<string, Topic>): string {
  if (/^[a-z]+:/i.test(target)) return target;
  const place = target.startsWith('#') ? page + target : posix.join(posix.dirname(page), target);
  const all = [...topics.values()];
  const topic = all.find(({ docs }) => docs[0] === place) ?? all.find(({ docs }) => docs[0] === pageOf(place));
  return topic === undefined ? place : `cmg-preflight explain ${topic.name}`;
}
