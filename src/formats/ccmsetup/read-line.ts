import type { CommandForm, SyntaxFault } from './command.ts';
import { splitInstallerArguments } from './installer-arguments.ts';
import { columnAt, type PlacedText, slicePlaced } from './placed-text.ts';
import { joinWords, type ReadArgument, readArguments } from './read-arguments.ts';
import type { Program } from './recognise-line.ts';
import { splitAsMeant } from './split-as-meant.ts';
import { installerSwitchTakesWord, termOf } from './vocabulary.ts';
import type { Word } from './windows-arguments.ts';

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
  const [wrapper] = words.filter(isWrapper);
  const split = words.map((word) =>
    isWrapper(word) ? splitAsMeant(valueOfWrapper(word)) : { words: [word], faults: [] },
  );
  return {
    arguments: readArguments(split.flatMap((part) => part.words)),
    installer: [],
    faults: [
      ...faults,
      // The quotation marks of CCMSETUPCMD go with it.
      ...split.flatMap((part) => part.faults).filter(({ kind }) => kind !== 'quoted-together'),
      ...(wrapper === undefined ? [] : [{ kind: 'wrapper-on-exe', column: wrapper.startColumn } as const]),
    ],
  };
}

const isWrapper = ({ text }: Word): boolean => /^CCMSETUPCMD=/i.test(text);
const valueOfWrapper = (word: Word): PlacedText => slicePlaced(word, 'CCMSETUPCMD='.length);

function readWrapped(rest: PlacedText, form: CommandForm): LineParts {
  const outer = splitInstallerArguments(rest);
  const faults: SyntaxFault[] = outer.escapedQuoteColumns.map((column) => ({ kind: 'escaped-quote', column }));
  const isOpen = outer.unclosedQuoteColumn !== undefined;
  if (outer.unclosedQuoteColumn !== undefined)
    faults.push({ kind: 'unclosed-quote', column: outer.unclosedQuoteColumn });
  faults.push(...outer.escapedWrapperColumns.map((column) => ({ kind: 'escaped-wrapper', column }) as const));
  const { words: outerWords, apart } = joinWrapper(outer.words);
  if (apart !== undefined) faults.push({ kind: 'apart-wrapper', column: apart });
  const misplaced = outer.misplacedQuoteColumns.filter((column) => isInWrapper(outerWords, column));
  if (!isOpen && apart === undefined)
    faults.push(...misplaced.map((column) => ({ kind: 'misplaced-quote', column }) as const));
  const { wrappers, forCcmsetup, forInstaller } = sortOuterWords(outerWords, form);
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

/** Whether a column lies in CCMSETUPCMD with its value. */
function isInWrapper(words: readonly Word[], column: number): boolean {
  const next = words.findIndex((word) => word.startColumn > column);
  const word = words.at(next === -1 ? -1 : next - 1);
  return word !== undefined && isWrapper(word);
}

/** `CCMSETUPCMD = "…"` and `CCMSETUPCMD= "…"`: the blanks were not meant. */
function joinWrapper(words: readonly Word[]): { readonly words: readonly Word[]; readonly apart?: number } {
  const index = words.findIndex(({ text }) => /^CCMSETUPCMD=?$/i.test(text));
  const [name, second, third] = words.slice(index, index + 3);
  if (index === -1 || name === undefined || second === undefined) return { words };
  const pieces =
    name.text.endsWith('=') && /\s/.test(second.text)
      ? [name, second]
      : !name.text.endsWith('=') && second.text === '=' && third !== undefined
        ? [name, second, third]
        : !name.text.endsWith('=') && /^=./.test(second.text)
          ? [name, second]
          : undefined;
  if (pieces === undefined) return { words };
  const joined = [...words.slice(0, index), joinWords(pieces), ...words.slice(index + pieces.length)];
  return { words: joined, apart: name.startColumn };
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
      wrappers.push(valueOfWrapper(word));
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
