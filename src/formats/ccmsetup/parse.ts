import { decodeRegToken } from '../regtoken.ts';
import {
  type CcmsetupCommand,
  hasParameter,
  type ParsedCcmsetupCommand,
  propertyValue,
  type SyntaxFault,
} from './command.ts';
import { quoteInstallerArgument } from './installer-arguments.ts';
import { placeLine } from './placed-text.ts';
import { type LineParts, readLine } from './read-line.ts';
import { type Program, recogniseLine } from './recognise-line.ts';
import { maskArgument, maskLine, maskText, secretRanges } from './secrets.ts';
import { straighten } from './typography.ts';
import { quoteWindowsArgument } from './windows-arguments.ts';

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
  if (/\bStart-Process\b/i.test(recognised.program ?? '')) {
    return {
      ok: false,
      reason:
        'it is PowerShell (Start-Process), whose quoting is not read here; give the line that is started by it: the ' +
        'program and what stands in -ArgumentList.',
    };
  }
  const parts = readLine(recognised);
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
