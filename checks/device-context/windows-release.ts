import { type RegistryKeyView, textOf } from '../../src/formats/join-info.ts';

/** The Windows release as `winver` shows it. */
export interface WindowsRelease {
  /** e.g. `Windows 11 Enterprise 23H2`. */
  readonly name: string;
  readonly build: number | null;
  /** `Client`, `Server`, `Server Core`, … */
  readonly installationType?: string;
  /** `Enterprise`, `Professional`, `Core` (which is Home), … */
  readonly edition?: string;
}

/** First build of Windows 11; its registry still says "Windows 10" in ProductName. */
const FIRST_WINDOWS_11_BUILD = 22_000;

/** @param key `HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion` */
export function windowsReleaseOf(key: RegistryKeyView): WindowsRelease {
  const build = Number.parseInt(textOf(key, 'CurrentBuildNumber') ?? textOf(key, 'CurrentBuild') ?? '', 10);
  const installationType = textOf(key, 'InstallationType');
  const edition = textOf(key, 'EditionID');
  const isClient = installationType === undefined || installationType === 'Client';
  const product = textOf(key, 'ProductName') ?? 'Windows';
  const corrected =
    isClient && build >= FIRST_WINDOWS_11_BUILD ? product.replace(/^Windows 10\b/, 'Windows 11') : product;
  const release = textOf(key, 'DisplayVersion') ?? textOf(key, 'ReleaseId');
  return {
    name: release ? `${corrected} ${release}` : corrected,
    build: Number.isNaN(build) ? null : build,
    ...(installationType !== undefined && { installationType }),
    ...(edition !== undefined && { edition }),
  };
}

/** `Core`, `CoreN`, `CoreSingleLanguage`, `CoreCountrySpecific`: not to be confused with Server Core. */
export function isHomeEdition({ edition = '' }: WindowsRelease): boolean {
  return /^Core(?:N|SingleLanguage|CountrySpecific)?$/i.test(edition);
}
