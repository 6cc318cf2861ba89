import { decodeRegToken } from '../regtoken.ts';
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
import { maskArgument, maskLine, maskText, secretRanges } from './secrets.ts';
import { straighten } from './typography.ts';
import { installerSwitchTakesWord, termOf } from './vocabulary.ts';
import { quoteWindowsArgument, splitWindowsArguments, type Word } from './windows-arguments.ts';

/** CreateProcess takes no longer line, its terminator included (Microsoft "CreateProcessW function"). */
const MAX_LINE_LENGTH = 32_766;
/** There are about 80 parameters and properties; the bound keeps the work on a hostile line small. */
const MAX_WORDS = 200;

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
  const words = parts.arguments.length + parts.installer.length;
  if (words > MAX_WORDS) return { ok: false, reason: `it has ${words} words; a line for ccmsetup has a few dozen.` };
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
    ...(program.program !== undefined && { program: maskText(program.program) }),
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
    ...(token?.value !== undefined && { regToken: decodeRegToken(token.value.text) }),
  };
}

const guid = /^\{?([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})\}?$/i;

/** Properties that other checks look at, by the names that they go by there. */
const asWritten = {
  ccmHostName: 'CCMHOSTNAME',
  siteCode: 'SMSSITECODE',
  aadResourceUri: 'AADRESOURCEURI',
  ccmCertIssuers: 'CCMCERTISSUERS',
  ccmCertSel: 'CCMCERTSEL',
  ccmCertStore: 'CCMCERTSTORE',
  ccmFirstCert: 'CCMFIRSTCERT',
  ccmCertNameCheck: 'CCMCERTNAMECHECK',
} as const satisfies Partial<Record<keyof CcmsetupCommand, string>>;

function valuesOf(command: Pick<CcmsetupCommand, 'arguments'>) {
  const values: { -readonly [K in keyof typeof asWritten]?: string } = {};
  for (const [field, property] of Object.entries(asWritten)) {
    const value = propertyValue(command, property);
    if (value !== undefined) values[field as keyof typeof asWritten] = value;
  }
  const client = propertyValue(command, 'AADCLIENTAPPID');
  const aadTenantId = guid.exec(propertyValue(command, 'AADTENANTID') ?? '')?.[1]?.toLowerCase();
  return {
    ...values,
    ...(client !== undefined && { aadClientAppId: guid.exec(client)?.[1]?.toLowerCase() ?? client }),
    ...(aadTenantId !== undefined && { aadTenantId }),
  };
}
