import type { CommandForm } from './command.ts';
import { type PlacedText, slicePlaced } from './placed-text.ts';
import { termOf } from './vocabulary.ts';
import { splitWindowsArguments, type Word } from './windows-arguments.ts';

/** What a line starts, and what it hands over. */
export interface Program {
  readonly form: CommandForm;
  /** The line up to the end of the program's name, starters such as `cmd /c` included; none for a bare package. */
  readonly program?: string;
  readonly rest: PlacedText;
}

const programs: Readonly<Record<string, CommandForm>> = {
  ccmsetup: 'exe',
  'ccmsetup.exe': 'exe',
  msiexec: 'msi',
  'msiexec.exe': 'msi',
  'ccmsetup.msi': 'msi',
  'client.msi': 'msi',
};

/** Finds the program on a line; undefined when nothing on it has to do with ccmsetup. */
export function recogniseLine(line: PlacedText): Program | undefined {
  const { words } = splitWindowsArguments(line, { withProgram: true });
  const started = programOf(line, words, MAX_SHELLS);
  if (started !== undefined) return started;
  if (words.some((word) => /^CCMSETUPCMD(?:=|$)/i.test(word.text))) return { form: 'ccmsetupcmd', rest: line };
  return words.some(isArgument) ? { form: 'arguments', rest: line } : undefined;
}

/** `cmd /c "powershell -Command \"…\""` is as deep as anybody goes. */
const MAX_SHELLS = 2;

function programOf(line: PlacedText, words: readonly Word[], shells: number): Program | undefined {
  for (const word of words) {
    if (isArgument(word)) return undefined;
    const form = programs[baseName(word.text)];
    if (form === undefined) {
      const inner = shells > 0 && /\s/.test(word.text) ? programInside(word, shells - 1) : undefined;
      if (inner !== undefined) return inner;
      continue;
    }
    // `ccmsetup.msi CCMSETUPCMD="…"` without msiexec: the package is an argument of the installer.
    if (baseName(word.text).endsWith('.msi')) {
      return { form, rest: slicePlaced(line, line.columns.indexOf(word.startColumn)) };
    }
    return { form, program: line.text.slice(0, word.endIndex).trim(), rest: slicePlaced(line, word.endIndex) };
  }
  return undefined;
}

/** `cmd /c "ccmsetup.exe …"`: a shell is given the whole line as one word. */
function programInside(word: Word, shells: number): Program | undefined {
  return programOf(word, splitWindowsArguments(word, { withProgram: true }).words, shells);
}

/** Batch files name what lies beside them `%~dp0ccmsetup.exe`. */
const baseName = (path: string): string =>
  (path.split(/[\\/]/).at(-1) ?? '').toLowerCase().replace(/^(?:%~dp0|%[\w()]{1,64}%)/, '');

/** Whether ccmsetup itself, or its wrapper, knows the word. */
function isArgument({ text }: Word): boolean {
  const parts = /^([/-])?([A-Za-z?]\w*)(?:([:=])|$)/.exec(text);
  const [, prefix, name, separator] = parts ?? [];
  if (name === undefined) return false;
  if (prefix !== undefined) return termOf('parameter', name) !== undefined;
  return name.toLowerCase() === 'ccmsetupcmd' || (separator === '=' && termOf('property', name) !== undefined);
}
