import type { SyntaxFault } from './command.ts';
import { columnAt, type PlacedText } from './placed-text.ts';
import { splitSwallowed } from './split-swallowed.ts';
import { termOf } from './vocabulary.ts';
import { splitWindowsArguments, type Word } from './windows-arguments.ts';

interface Split {
  readonly words: readonly Word[];
  readonly faults: readonly SyntaxFault[];
}

/** Splits by CommandLineToArgvW, and parts the arguments that a quotation made one. */
export function splitAsMeant(source: PlacedText): Split {
  const { words, faults } = splitClosed(source);
  const together: SyntaxFault[] = [];
  const parted = words.flatMap((word) => {
    const pieces = splitSwallowed(word);
    if (pieces !== undefined) together.push({ kind: 'quoted-together', column: word.startColumn });
    return pieces ?? [word];
  });
  return { words: parted, faults: [...faults, ...together] };
}

/**
 * Splits by CommandLineToArgvW. A quote left open that would swallow the next parameter or property is read as if it
 * were not there; where a backslash before the closing quote (`"C:\temp\"`) left it open, it is the backslash.
 */
function splitClosed(source: PlacedText): Split {
  const { words, unclosedQuoteColumn: column } = splitWindowsArguments(source, { withProgram: false });
  if (column === undefined) return { words, faults: [] };
  const at = source.columns.indexOf(column);
  const swallows = swallowsArgument(source.text.slice(at));
  const backslash = /\\"(?=\s|$)/.exec(source.text.slice(at));
  if (backslash !== null) {
    const mended = splitWindowsArguments(without(source, at + backslash.index), { withProgram: false });
    const kind = swallows ? 'backslash-before-quote' : 'backslash-before-last-quote';
    if (mended.unclosedQuoteColumn === undefined) {
      return { words: mended.words, faults: [{ kind, column: columnAt(source, at + backslash.index) }] };
    }
  }
  if (!swallows) return { words, faults: [{ kind: 'unclosed-last-quote', column }] };
  return {
    words: splitWindowsArguments(without(source, at), { withProgram: false }).words,
    faults: [{ kind: 'unclosed-quote', column }],
  };
}

function without(source: PlacedText, index: number): PlacedText {
  return {
    text: source.text.slice(0, index) + source.text.slice(index + 1),
    columns: [...source.columns.slice(0, index), ...source.columns.slice(index + 1)],
  };
}

function swallowsArgument(text: string): boolean {
  for (const match of text.matchAll(/\s(?:[/-]([A-Za-z]\w*)|([A-Za-z_]\w*)=)/g)) {
    if (termOf('parameter', match[1] ?? '') ?? termOf('property', match[2] ?? '')) return true;
  }
  return false;
}
