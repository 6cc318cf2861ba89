import { parseCmgHostName } from '../cmg-host-name.ts';
import type { RegTokenFacts } from '../regtoken.ts';
import type { TypographyKind } from './typography.ts';

/** How the line reaches ccmsetup; it decides which quoting rules hold. */
export type CommandForm =
  /** `ccmsetup.exe …` */
  | 'exe'
  /** `msiexec /i ccmsetup.msi … CCMSETUPCMD="…"` */
  | 'msi'
  /** `CCMSETUPCMD="…"` alone, as the co-management wizard shows it. */
  | 'ccmsetupcmd'
  /** What would stand inside CCMSETUPCMD, alone. */
  | 'arguments';

/** One word of the line, understood as ccmsetup or Windows Installer would. Plain data: it goes into tapes and reports. */
export interface CommandArgument {
  readonly kind: 'parameter' | 'property' | 'stray';
  /** As written, without slash and value; of a stray word all of it. */
  readonly name: string;
  /** Absent where the word has no separator. A token's text is masked. */
  readonly value?: string;
  /** Column in the line as it was given, from 1. */
  readonly column: number;
  readonly valueColumn?: number;
  /** What stands before a parameter's name; a slash is what is documented. */
  readonly prefix?: '/' | '-';
  readonly separator?: ':' | '=';
  /** It stands outside CCMSETUPCMD, where ccmsetup never sees it. */
  readonly outsideWrapper?: boolean;
  /** The separator, or what follows it, stood apart and was joined. */
  readonly joined?: boolean;
}

/** Something about the writing that Windows takes otherwise than it was meant; read here as it was meant. */
export interface SyntaxFault {
  readonly kind:
    | TypographyKind
    | 'unclosed-quote'
    /** The value that it opens is the last one: Windows closes it at the end of the line. */
    | 'unclosed-last-quote'
    /** A backslash before the closing quote, which Windows takes for a quote of the value: `"C:\temp\"`. */
    | 'backslash-before-quote'
    | 'backslash-before-last-quote'
    | 'escaped-quote'
    /** `CCMSETUPCMD=\"…\"`, as JSON and other shells write it. */
    | 'escaped-wrapper'
    | 'unquoted-wrapper'
    /** Quotes around `NAME=value` as a whole, or again inside of the value. */
    | 'misplaced-quote'
    /** Quotes around several arguments: `"NAME=value NAME=value"`. */
    | 'quoted-together'
    /** `CCMSETUPCMD = "…"`. */
    | 'apart-wrapper'
    /** CCMSETUPCMD, which belongs to ccmsetup.msi, on a line of ccmsetup.exe. */
    | 'wrapper-on-exe';
  readonly column: number;
  /** The character itself where it cannot be seen from the kind. */
  readonly character?: string;
}

/**
 * A ccmsetup command line, read tolerantly: faults are noted beside the values. Plain data without secrets; a token is
 * masked wherever it stood.
 */
export interface CcmsetupCommand {
  /** The line as it was given, tokens masked. */
  readonly line: string;
  /** Characters of the line as it was given, tokens included. */
  readonly length: number;
  readonly form: CommandForm;
  /** The program, with whatever starts it before it. */
  readonly program?: string;
  /** Characters of CCMSETUPCMD's value. */
  readonly wrappedLength?: number;
  /** What ccmsetup gets, in order. */
  readonly arguments: readonly CommandArgument[];
  /** What Windows Installer gets beside CCMSETUPCMD, in order. */
  readonly installerArguments: readonly CommandArgument[];
  readonly faults: readonly SyntaxFault[];

  /** Value of CCMHOSTNAME as written. */
  readonly ccmHostName?: string;
  /** Value of SMSSITECODE as written. */
  readonly siteCode?: string;
  /** Lower case where it is a GUID, else as written. */
  readonly aadClientAppId?: string;
  readonly aadResourceUri?: string;
  /** Lower-case GUID; absent where the value is none. */
  readonly aadTenantId?: string;
  /** How a PKI client certificate is chosen, as written. */
  readonly ccmCertIssuers?: string;
  readonly ccmCertSel?: string;
  readonly ccmCertStore?: string;
  readonly ccmFirstCert?: string;
  readonly ccmCertNameCheck?: string;
  readonly noCrlCheck: boolean;
  readonly usePkiCert: boolean;
  readonly allowMetered: boolean;
  /** A bulk registration token is on the line; its text is a secret and never leaves the parser. */
  readonly hasRegToken: boolean;
  readonly regToken?: RegTokenFacts;
}

export type ParsedCcmsetupCommand =
  | { readonly ok: true; readonly command: CcmsetupCommand }
  /** @property reason one sentence; never contains the line */
  | { readonly ok: false; readonly reason: string };

/** What stands in a line in the place of a token. */
export const MASK = '<masked>';

/** The parameters or properties of that name, whatever its case; parameter names without slash. */
export function argumentsNamed(
  command: Pick<CcmsetupCommand, 'arguments'>,
  kind: 'parameter' | 'property',
  name: string,
): readonly CommandArgument[] {
  const wanted = name.toLowerCase();
  return command.arguments.filter((argument) => argument.kind === kind && argument.name.toLowerCase() === wanted);
}

/** The value that counts: the last one that is not empty. */
export function propertyValue(command: Pick<CcmsetupCommand, 'arguments'>, name: string): string | undefined {
  return argumentsNamed(command, 'property', name)
    .map((argument) => argument.value?.trim())
    .findLast((value) => value !== undefined && value !== '');
}

export function hasParameter(command: Pick<CcmsetupCommand, 'arguments'>, name: string): boolean {
  return argumentsNamed(command, 'parameter', name).length > 0;
}

/** The management points of `/mp`, in order. */
export function managementPoints(command: Pick<CcmsetupCommand, 'arguments'>): readonly string[] {
  return argumentsNamed(command, 'parameter', 'mp')
    .flatMap((argument) => (argument.value ?? '').split(';'))
    .map((point) => point.trim())
    .filter((point) => point !== '');
}

/** Whether a management point's address is that of a CMG: its path says so. */
export const isCmgAddress = (address: string): boolean => /\/CCM_Proxy_(?:Mutual|Server)Auth\b/i.test(address);

/**
 * The CMG that the line names: CCMHOSTNAME, else the first `/mp` that is one; without its path where only that is wrong,
 * for which CMG was meant is clear. For `parseCmgHostName`.
 */
export function cmgAddressOf(command: CcmsetupCommand): string | undefined {
  const address = command.ccmHostName ?? managementPoints(command).find(isCmgAddress);
  if (address === undefined || parseCmgHostName(address).ok) return address;
  const name = /^(?:https:\/+)?[^/?#\\]+(?=\/)/i.exec(address)?.[0];
  return name !== undefined && parseCmgHostName(name).ok ? name : address;
}
