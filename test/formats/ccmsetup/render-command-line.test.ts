import { expect, test } from '@jest/globals';
import { placeLine } from '../../../src/formats/ccmsetup/placed-text.ts';
import { splitWindowsArguments } from '../../../src/formats/ccmsetup/windows-arguments.ts';
import { renderCommandLine } from '../../../src/formats/ccmsetup-command.ts';

/**
 * Arguments as the C runtime gives them to `main`, by Microsoft "Parsing C command-line arguments": unlike
 * CommandLineToArgvW it goes on inside quotes after `""`. Written apart from the product's reader, to judge it.
 */
function cRuntimeArguments(line: string): readonly string[] {
  const found: string[] = [];
  let rest = line.replace(/^[^ \t]*[ \t]*/, '');
  while (rest !== '') {
    let argument = '';
    let isQuoted = false;
    while (rest !== '' && (isQuoted || !/^[ \t]/.test(rest))) {
      const [all = '', slashes = '', quote = ''] = /^(\\*)("?)/.exec(rest) ?? [];
      rest = rest.slice(all.length);
      argument += quote === '' ? slashes : slashes.slice(0, Math.floor(slashes.length / 2));
      if (quote !== '' && slashes.length % 2 === 1) argument += '"';
      else if (quote !== '' && isQuoted && rest.startsWith('"')) {
        argument += '"';
        rest = rest.slice(1);
      } else if (quote !== '') isQuoted = !isQuoted;
      else if (rest !== '' && (isQuoted || !/^[ \t]/.test(rest))) {
        argument += rest[0];
        rest = rest.slice(1);
      }
    }
    found.push(argument);
    rest = rest.replace(/^[ \t]+/, '');
  }
  return found;
}

/** Numerical Recipes' generator: the same arguments in every run. */
function chance(): (below: number) => number {
  let state = 7;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

test('what a program reads is what was given, by either of the two rules', () => {
  const pieces = ['a', 'B', ' ', '"', '\\', '=', '/', ':', '\t', '%', 'é', '-', "'", '\u00a0', 'NAME=', '/source:'];
  const pick = chance();
  for (let turn = 0; turn < 20_000; turn += 1) {
    const word = () => Array.from({ length: pick(7) }, () => pieces[pick(pieces.length)]).join('');
    const given = Array.from({ length: pick(4) }, word);
    const line = renderCommandLine(['ccmsetup.exe', ...given]);
    const { words } = splitWindowsArguments(placeLine(line), { withProgram: true });
    expect({ line, read: words.slice(1).map(({ text }) => text) }).toEqual({ line, read: given });
    expect({ line, read: cRuntimeArguments(line) }).toEqual({ line, read: given });
  }
});
