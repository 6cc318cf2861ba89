import { type Block, type ListItem, parseMarkdown, plainInline } from './markdown.ts';
import { legible, paint, type TerminalStyle } from './terminal-style.ts';
import { columnsOf, hang, wrap } from './text-layout.ts';

export interface MarkdownOptions extends TerminalStyle {
  /** What to say for the target of a link. */
  readonly leadsTo: (target: string) => string;
}

/** Headings stand out by standing further left than everything else. */
const indent = '  ';
const gap = '  ';
/** A column of a table may be broken into lines from this width on; narrower ones are single words. */
const readableColumn = 20;

/** Markdown as lines for a terminal, a log or a file. Commands in blocks of code are never broken. */
export function renderMarkdown(markdown: string, options: MarkdownOptions): readonly string[] {
  const narrower = { ...options, columns: options.columns - indent.length };
  const parts = parseMarkdown(markdown).map((block) =>
    block.kind === 'heading'
      ? hang('', plain(block.text, options), options.columns).map((line) => paint(line, 'bold', options))
      : renderBlock(block, narrower).map((line) => (line === '' ? '' : indent + line)),
  );
  return separated(parts);
}

function renderBlock(block: Block, options: MarkdownOptions): readonly string[] {
  switch (block.kind) {
    case 'heading':
    case 'paragraph':
      return wrap(plain(block.text, options), options.columns);
    case 'code':
      return block.lines.map((line) => (line === '' ? '' : `${indent}${legible(line, options)}`));
    case 'list':
      return renderList(block.items, options);
    case 'table': {
      const rows = [block.header, ...block.rows].map((row) => row.map((cell) => plain(cell, options)));
      return renderTable(rows, options.columns);
    }
  }
}

function renderList(items: readonly ListItem[], options: MarkdownOptions): readonly string[] {
  const parts = items.map(({ marker, blocks }) => {
    const hanging = ' '.repeat(marker.length + 1);
    const narrower = { ...options, columns: options.columns - hanging.length };
    const lines = separated(blocks.map((block) => renderBlock(block, narrower)));
    return lines.map((line, at) => (at === 0 ? `${marker} ${line}` : line === '' ? '' : hanging + line));
  });
  const isLoose = items.some(({ blocks }) => blocks.length > 1);
  return isLoose ? separated(parts) : parts.flat();
}

/** Side by side where the columns can be read, else row by row with the header's words before the cells. */
function renderTable(rows: readonly (readonly string[])[], columns: number): readonly string[] {
  const [header = [], ...body] = rows;
  const widths = columnWidths(rows, columns);
  if (widths === undefined) return separated(body.map((row) => renderRecord(header, row, columns)));
  const laidOut = (row: readonly string[]): readonly string[] => {
    const cells = widths.map((width, at) => wrap(row[at] ?? '', width));
    const height = Math.max(...cells.map((lines) => lines.length));
    return Array.from({ length: height }, (_, line) =>
      widths
        .map((width, at) => padded(cells[at]?.[line] ?? '', width))
        .join(gap)
        .trimEnd(),
    );
  };
  const ruler = widths.map((width) => '-'.repeat(width)).join(gap);
  return [...laidOut(header), ruler, ...body.flatMap(laidOut)];
}

/** @returns undefined where words would be torn apart, or whole columns hold a word a line */
function columnWidths(rows: readonly (readonly string[])[], columns: number): readonly number[] | undefined {
  const count = Math.max(...rows.map((row) => row.length));
  const facts = Array.from({ length: count }, (_, at) => {
    const cells = rows.map((row) => row[at] ?? '');
    const natural = Math.max(...cells.map(columnsOf));
    const longestWord = Math.max(...cells.flatMap((cell) => cell.split(' ')).map(columnsOf));
    return { at, natural, least: Math.min(natural, Math.max(longestWord, readableColumn)) };
  });
  let left = columns - gap.length * (count - 1) - facts.reduce((sum, { least }) => sum + least, 0);
  if (left < 0) return undefined;
  const widths = facts.map(({ least }) => least);
  // Who wants little gets it; the others share what is left.
  const modestFirst = [...facts].sort((a, b) => a.natural - a.least - (b.natural - b.least));
  for (const [index, { at, natural, least }] of modestFirst.entries()) {
    const more = Math.min(natural - least, Math.floor(left / (count - index)));
    widths[at] = least + more;
    left -= more;
  }
  return widths;
}

function renderRecord(header: readonly string[], row: readonly string[], columns: number): readonly string[] {
  const [first = '', ...cells] = row;
  const told = cells.flatMap((cell, at) => {
    const name = header[at + 1] ?? '';
    return cell === '' ? [] : hang(gap, name === '' ? cell : `${name}: ${cell}`, columns);
  });
  return [...wrap(first, columns), ...told];
}

function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - columnsOf(text)));
}

function separated(parts: readonly (readonly string[])[]): readonly string[] {
  return parts.flatMap((part, at) => (at === 0 ? part : ['', ...part]));
}

function plain(text: string, options: MarkdownOptions): string {
  return legible(plainInline(text, options.leadsTo), options);
}
