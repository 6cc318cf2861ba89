/** The part of Markdown (commonmark.org, with the tables of GitHub) that the docs are written in. */
export type Block =
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'code'; readonly lines: readonly string[] }
  | { readonly kind: 'table'; readonly header: readonly string[]; readonly rows: readonly (readonly string[])[] }
  | { readonly kind: 'list'; readonly items: readonly ListItem[] };

export interface ListItem {
  /** `*`, or the number with its full stop. */
  readonly marker: string;
  readonly blocks: readonly Block[];
}

const heading = /^#{1,6}\s+(.*)$/;
const fence = /^```/;
const listItem = /^(?:[*-]|\d{1,9}\.)\s+/;
const tableRow = /^\|/;

/** What a paragraph ends before, besides a blank line. */
const startsBlock = (line: string): boolean => [heading, fence, listItem, tableRow].some((mark) => mark.test(line));

/** Text within the blocks is Markdown still: see {@link plainInline}. */
export function parseMarkdown(markdown: string): readonly Block[] {
  return blocksOf(markdown.split(/\r?\n/));
}

function blocksOf(lines: readonly string[]): readonly Block[] {
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] ?? '';
    if (line.trim() === '') {
      at += 1;
      continue;
    }
    const [block, length] = blockAt(lines.slice(at), line);
    blocks.push(block);
    at += length;
  }
  return blocks;
}

/** @returns the block and the number of lines that it takes, one at least */
function blockAt(lines: readonly string[], first: string): readonly [Block, number] {
  const title = heading.exec(first)?.[1];
  if (title !== undefined) return [{ kind: 'heading', text: title }, 1];
  if (fence.test(first)) {
    const length = countWhile(lines.slice(1), (line) => !fence.test(line));
    return [{ kind: 'code', lines: lines.slice(1, length + 1) }, length + 2];
  }
  if (tableRow.test(first)) {
    const length = countWhile(lines, (line) => tableRow.test(line));
    const [header = [], ...rows] = lines.slice(0, length).filter(isNoRuler).map(cellsOf);
    return [{ kind: 'table', header, rows }, length];
  }
  if (listItem.test(first)) return listAt(lines);
  const length = 1 + countWhile(lines.slice(1), (line) => line.trim() !== '' && !startsBlock(line));
  return [{ kind: 'paragraph', text: joined(lines.slice(0, length)) }, length];
}

function listAt(lines: readonly string[]): readonly [Block, number] {
  const items: ListItem[] = [];
  let at = 0;
  while (at < lines.length) {
    const blank = countWhile(lines.slice(at), (line) => line.trim() === '');
    const mark = listItem.exec(lines[at + blank] ?? '')?.[0];
    if (mark === undefined) break;
    at += blank;
    const own = lines.slice(at);
    const isOwn = (line: string, index: number) =>
      index === 0 ||
      /^\s*$/.test(line) ||
      line.startsWith(' '.repeat(mark.length)) ||
      // A paragraph may go on without the indent.
      (!startsBlock(line) && own[index - 1]?.trim() !== '');
    const length = countWhile(own, isOwn);
    const content = own.slice(0, length).map((line) => line.slice(indentOf(line, mark.length)));
    items.push({ marker: mark.trim(), blocks: blocksOf([(own[0] ?? '').slice(mark.length), ...content.slice(1)]) });
    at += length;
  }
  return [{ kind: 'list', items }, at];
}

function indentOf(line: string, most: number): number {
  return Math.min(most, line.length - line.trimStart().length);
}

function countWhile(lines: readonly string[], holds: (line: string, index: number) => boolean): number {
  const end = lines.findIndex((line, index) => !holds(line, index));
  return end < 0 ? lines.length : end;
}

const joined = (lines: readonly string[]): string => lines.map((line) => line.trim()).join(' ');

/** The line that tells the header of a table from its rows. */
const isNoRuler = (line: string): boolean => !/^\|[\s:|-]*-[\s:|-]*$/.test(line);

function cellsOf(row: string): readonly string[] {
  return row
    .trim()
    .replace(/^\||\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll('\\|', '|'));
}

const inline =
  /(?<tick>`+)(?<code>[\s\S]*?[^`])\k<tick>(?!`)|\*\*(?<strong>[\s\S]+?)\*\*|\*(?<em>[^\s*][^*]*)\*|\[(?<text>[^\]]*)\]\((?<target>[^)\s]*)\)|\\(?<sign>[!-/:-@[-`{-~])/g;

/**
 * A text without its marks, but for those of code, which tell a name from a word.
 *
 * @param leadsTo what to say for the target of a link
 */
export function plainInline(text: string, leadsTo: (target: string) => string): string {
  return text.replace(inline, (...match) => {
    const groups: Readonly<Record<string, string | undefined>> = match.at(-1);
    const { code, strong, em, text: linked, target = '', sign } = groups;
    if (code !== undefined) return match[0];
    if (sign !== undefined) return sign;
    if (linked === undefined) return plainInline(strong ?? em ?? '', leadsTo);
    return `${plainInline(linked, leadsTo)} (${leadsTo(target)})`;
  });
}
