import type { CommandForm, SyntaxFault } from './command.ts';
import { splitInstallerArguments } from './installer-arguments.ts';
import { columnAt, type PlacedText, slicePlaced } from './placed-text.ts';
import { type ReadArgument, readArguments } from './read-arguments.ts';
import type { Program } from './recognise-line.ts';
import { installerSwitchTakesWord, termOf } from './vocabulary.ts';
import { splitWindowsArguments, type Word } from './windows-arguments.ts';

/** A line taken apart. */
export interface LineParts {
  readonly arguments: readonly ReadArgument[];
  readonly installer: readonly ReadArgument[];
  readonly faults: readonly SyntaxFault[];
  readonly wrappedLength?: number;
}

/** What ccmsetup and Windows Installer get from what stands behind the program. */
export function readLine({ form, rest }: Program): LineParts {
  return form === 'exe' || form === 'arguments' ? readDirect(rest) : readWrapped(rest, form);
}

function readDirect(rest: PlacedText): LineParts {
  const { words, faults } = splitAsMeant(rest);
  return { arguments: readArguments(words), installer: [], faults };
}

/**
 * Splits by CommandLineToArgvW; a quote left open that would swallow the next parameter or property is read as if it
 * were not there.
 */
function splitAsMeant(source: PlacedText): {
  readonly words: readonly Word[];
  readonly faults: readonly SyntaxFault[];
} {
  const { words, unclosedQuoteColumn: column } = splitWindowsArguments(source, { withProgram: false });
  if (column === undefined) return { words, faults: [] };
  const at = source.columns.indexOf(column);
  if (!swallowsArgument(source.text.slice(at))) return { words, faults: [{ kind: 'unclosed-last-quote', column }] };
  const without = {
    text: source.text.slice(0, at) + source.text.slice(at + 1),
    columns: [...source.columns.slice(0, at), ...source.columns.slice(at + 1)],
  };
  return {
    words: splitWindowsArguments(without, { withProgram: false }).words,
    faults: [{ kind: 'unclosed-quote', column }],
  };
}

function swallowsArgument(text: string): boolean {
  for (const match of text.matchAll(/\s(?:[/-]([A-Za-z]\w*)|([A-Za-z_]\w*)=)/g)) {
    if (termOf('parameter', match[1] ?? '') ?? termOf('property', match[2] ?? '')) return true;
  }
  return false;
}

function readWrapped(rest: PlacedText, form: CommandForm): LineParts {
  const outer = splitInstallerArguments(rest);
  const faults: SyntaxFault[] = outer.escapedQuoteColumns.map((column) => ({ kind: 'escaped-quote', column }));
  const isOpen = outer.unclosedQuoteColumn !== undefined;
  if (outer.unclosedQuoteColumn !== undefined)
    faults.push({ kind: 'unclosed-quote', column: outer.unclosedQuoteColumn });
  const { wrappers, forCcmsetup, forInstaller } = sortOuterWords(outer.words, form);
  const inner = wrappers.flatMap((wrapper) => {
    const split = splitAsMeant(wrapper);
    faults.push(...split.faults);
    return split.words;
  });
  // A wrapper left open has swallowed what follows it, the installer's own switches too.
  const swallowed = isOpen ? sortOuterWords(inner, form).forInstaller.filter(isInstallerWord) : [];
  const firstOutside = forCcmsetup[0];
  const isUnquoted = wrappers.some((wrapper) => rest.text[rest.columns.indexOf(columnAt(wrapper, 0)) - 1] === '=');
  if (firstOutside !== undefined && isUnquoted && !isOpen) {
    faults.push({ kind: 'unquoted-wrapper', column: firstOutside.startColumn });
  }
  return {
    arguments: [
      ...readArguments(inner.filter((word) => !swallowed.includes(word))),
      ...readArguments(forCcmsetup, true),
    ],
    installer: readArguments([...forInstaller, ...swallowed]),
    faults,
    ...(wrappers.length > 0 && { wrappedLength: wrappers.reduce((length, { text }) => length + text.length, 0) }),
  };
}

const isInstallerWord = ({ text }: Word): boolean => /^[/-]/.test(text) || /\.(?:msi|log|txt)$/i.test(text);

/** Parts the words of Windows Installer's line into what it takes itself and what was meant for ccmsetup. */
function sortOuterWords(words: readonly Word[], form: CommandForm) {
  const wrappers: PlacedText[] = [];
  const forCcmsetup: Word[] = [];
  const forInstaller: Word[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index];
    if (word === undefined) continue;
    const property = /^([A-Za-z_]\w*)=/.exec(word.text)?.[1];
    const parameter = /^[/-]([A-Za-z?][\w*+!-]*)/.exec(word.text)?.[1] ?? '';
    const takesWord = installerSwitchTakesWord(parameter);
    if (property?.toLowerCase() === 'ccmsetupcmd') {
      wrappers.push(slicePlaced(word, 'ccmsetupcmd='.length));
    } else if (takesWord !== undefined) {
      forInstaller.push(word);
      const next = words[index + 1];
      if (takesWord && next !== undefined && word.text.length === parameter.length + 1) {
        forInstaller.push(next);
        index++;
      }
    } else if (isForCcmsetup(word, property, parameter) || (form === 'ccmsetupcmd' && wrappers.length > 0)) {
      forCcmsetup.push(word);
    } else {
      forInstaller.push(word);
    }
  }
  return { wrappers, forCcmsetup, forInstaller };
}

const isForCcmsetup = (word: Word, property: string | undefined, parameter: string): boolean =>
  termOf('property', property ?? word.text) !== undefined || termOf('parameter', parameter) !== undefined;
