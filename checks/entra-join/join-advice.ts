import { isHomeEdition, type WindowsRelease } from '../device-context/windows-release.ts';

/**
 * How this kind of Windows gets an Entra identity of its own. Sources: Microsoft Learn "Microsoft Entra joined devices"
 * (every edition but Home), "Plan your Microsoft Entra hybrid join implementation" (Server Core registers in no way) and
 * "Sign in to a Windows virtual machine in Azure by using Microsoft Entra ID" (servers join by an extension).
 */

const WITHOUT_JOIN =
  'put a bulk registration token (/regtoken) on the line, or give the device a PKI client certificate and use /UsePKICert';

/** An imperative without the full stop of its end. */
export function joinAdvice(release: WindowsRelease | undefined): string {
  if (release !== undefined && isHomeEdition(release)) {
    return 'A Home edition cannot be joined: upgrade it to Pro or Enterprise, then join it';
  }
  if (isServerCore(release)) return `Server Core cannot be joined: ${WITHOUT_JOIN}`;
  if (isServer(release)) {
    return (
      'A server is joined by hybrid join (domain and Microsoft Entra Connect) or, in Azure, by the extension ' +
      `AADLoginForWindows; without either, ${WITHOUT_JOIN}`
    );
  }
  return (
    'Join the device: Settings > Accounts > Access work or school > Connect > ' +
    '"Join this device to Microsoft Entra ID", or enrol it with Autopilot, or use hybrid join'
  );
}

export const isServerCore = (release: WindowsRelease | undefined): boolean =>
  release?.installationType?.toLowerCase() === 'server core';

const isServer = (release: WindowsRelease | undefined): boolean =>
  release?.installationType?.toLowerCase().startsWith('server') === true;
