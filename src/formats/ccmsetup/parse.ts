import {
  type CcmsetupCommand,
  type CommandForm,
  hasParameter,
  type ParsedCcmsetupCommand,
  propertyValue,
  type SyntaxFault,
} from './command.ts';
import { quoteInstallerArgument, splitInstallerArguments } from './installer-arguments.ts';
import { columnAt, type PlacedText, placeLine, slicePlaced } from './placed-text.ts';
import { type ReadArgument, readArguments } from './read-arguments.ts';
import { type Program, recogniseLine } from './recognise-line.ts';
import { maskArgument, maskLine, secretRanges } from './secrets.ts';
import { readRegToken } from './token-facts.ts';
import { straighten } from './typography.ts';
import { installerSwitchTakesWord, termOf } from './vocabulary.ts';
import { quoteWindowsArgument, splitWindowsArguments, type Word } from './windows-arguments.ts';

/** CreateProcess takes no longer line, its terminator included (Microsoft "CreateProcessW function"). */
const MAX_LINE_LENGTH = 32_766;

/**
 * Reads `ccmsetup.exe …`, `msiexec /i ccmsetup.msi … CCMSETUPCMD="…"`, `CCMSETUPCMD="…"` or what would stand inside
 * it. Faults of the writing are noted and read as they were meant, so that the values can be taken from a broken line.
 */
export function parseCcmsetupCommand(line: string): ParsedCcmsetupCommand {
  if (line.trim() === '') return { ok: false, reason: 'the line is empty.' };
  if (line.length > MAX_LINE_LENGTH) {
    return { ok: false, reason: `it has ${line.length} characters; Windows starts no line beyond ${MAX_LINE_LENGTH}.` };
  }
  if (line.includes('\0')) return { ok: false, reason: 'it contains a NUL character.' };
  const { straight, faults } = straighten(placeLine(line));
  const recognised = recogniseLine(straight);
  if (recognised === undefined) {
    return {
      ok: false,
      reason:
        'it names neither ccmsetup.exe, msiexec nor CCMSETUPCMD and holds no parameter or property that ccmsetup knows.',
    };
  }
  const parts =
    recognised.form === 'exe' || recognised.form === 'arguments'
      ? readDirect(recognised.rest)
      : readWrapped(recognised.rest, recognised.form);
  return { ok: true, command: assemble(line, recognised, parts, faults) };
}

/**
 * The same for arguments that were split already, as `gate` gets them: columns count in the line that they make.
 *
 * @param argv program first
 */
export function parseArguments(argv: readonly string[]): ParsedCcmsetupCommand {
  return parseCcmsetupCommand(renderCommandLine(argv));
}

/**
 * The line that gives the program exactly these arguments, in the quoting that the program itself reads: Windows
 * Installer wants the quotes after `NAME=` and doubles inner ones, everything else follows CommandLineToArgvW.
 */
export function renderCommandLine(argv: readonly string[]): string {
  const [program = '', ...rest] = argv;
  const quote = /(?:^|[\\/])msiexec(?:\.exe)?$/i.test(program) ? quoteInstallerArgument : quoteWindowsArgument;
  return [/[\s]/.test(program) ? `"${program}"` : program, ...rest.map(quote)].join(' ');
}

interface LineParts {
  readonly arguments: readonly ReadArgument[];
  readonly installer: readonly ReadArgument[];
  readonly faults: readonly SyntaxFault[];
  readonly wrappedLength?: number;
}

function readDirect(rest: PlacedText): LineParts {
  const { words, unclosedQuoteColumn } = splitWindowsArguments(rest, { withProgram: false });
  return { arguments: readArguments(words), installer: [], faults: unclosed(unclosedQuoteColumn) };
}

const unclosed = (column: number | undefined): readonly SyntaxFault[] =>
  column === undefined ? [] : [{ kind: 'unclosed-quote', column }];

function readWrapped(rest: PlacedText, form: CommandForm): LineParts {
  const outer = splitInstallerArguments(rest);
  const faults: SyntaxFault[] = [
    ...unclosed(outer.unclosedQuoteColumn),
    ...outer.escapedQuoteColumns.map((column) => ({ kind: 'escaped-quote', column }) as const),
  ];
  const { wrappers, forCcmsetup, forInstaller } = sortOuterWords(outer.words, form);
  const inner = wrappers.map((wrapper) => {
    const split = splitWindowsArguments(wrapper, { withProgram: false });
    // A quote left open outside leaves the inner text complete; only its own open quote is a fault of its own.
    if (outer.unclosedQuoteColumn === undefined) faults.push(...unclosed(split.unclosedQuoteColumn));
    return split.words;
  });
  const firstOutside = forCcmsetup[0];
  const isUnquoted = wrappers.some((wrapper) => rest.text[rest.columns.indexOf(columnAt(wrapper, 0)) - 1] === '=');
  if (firstOutside !== undefined && isUnquoted && outer.unclosedQuoteColumn === undefined) {
    faults.push({ kind: 'unquoted-wrapper', column: firstOutside.startColumn });
  }
  const wrapped = wrappers.reduce((length, wrapper) => length + wrapper.text.length, 0);
  return {
    arguments: [...readArguments(inner.flat()), ...readArguments(forCcmsetup, true)],
    installer: readArguments(forInstaller),
    faults,
    ...(wrappers.length > 0 && { wrappedLength: wrapped }),
  };
}

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

function assemble(
  line: string,
  program: Program,
  parts: LineParts,
  typography: readonly SyntaxFault[],
): CcmsetupCommand {
  const read = [...parts.arguments, ...parts.installer];
  const token = parts.arguments.find(
    ({ argument, value }) => argument.name.toLowerCase() === 'regtoken' && value !== undefined,
  );
  const command = {
    line: maskLine(line, secretRanges(line, read)),
    length: line.length,
    form: program.form,
    ...(program.program !== undefined && { program: program.program }),
    ...(parts.wrappedLength !== undefined && { wrappedLength: parts.wrappedLength }),
    arguments: parts.arguments.map(maskArgument),
    installerArguments: parts.installer.map(maskArgument),
    faults: [...typography, ...parts.faults].sort((a, b) => a.column - b.column),
  };
  return {
    ...command,
    ...valuesOf(command),
    noCrlCheck: hasParameter(command, 'NoCRLCheck'),
    usePkiCert: hasParameter(command, 'UsePKICert'),
    allowMetered: hasParameter(command, 'AllowMetered'),
    hasRegToken: hasParameter(command, 'regtoken'),
    ...(token?.value !== undefined && { regToken: readRegToken(token.value.text.trim()) }),
  };
}

const guid = /^\{?([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})\}?$/i;

function valuesOf(command: Pick<CcmsetupCommand, 'arguments'>) {
  const ccmHostName = propertyValue(command, 'CCMHOSTNAME');
  const siteCode = propertyValue(command, 'SMSSITECODE');
  const client = propertyValue(command, 'AADCLIENTAPPID');
  const aadResourceUri = propertyValue(command, 'AADRESOURCEURI');
  const aadTenantId = guid.exec(propertyValue(command, 'AADTENANTID') ?? '')?.[1]?.toLowerCase();
  return {
    ...(ccmHostName !== undefined && { ccmHostName }),
    ...(siteCode !== undefined && { siteCode }),
    ...(client !== undefined && { aadClientAppId: guid.exec(client)?.[1]?.toLowerCase() ?? client }),
    ...(aadResourceUri !== undefined && { aadResourceUri }),
    ...(aadTenantId !== undefined && { aadTenantId }),
  };
}
