import { type RegistryKeyView, textOf } from '../../src/formats/join-info.ts';

/** Who is signed in: LogonUI keeps one sub-key per session (observed; Microsoft documents it nowhere). */
export const SESSION_DATA = 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Authentication\\LogonUI\\SessionData';

export interface SignedInUser {
  readonly sid: string;
  readonly name?: string;
  /** By the form of the identifier: `S-1-12-1-…` is an Entra account. */
  readonly kind: 'entra' | 'domain-or-local';
}

/** The account of the out-of-box experience: it is signed in during the device phase and has no Entra token. */
const SETUP_ACCOUNT = /(^|\\)defaultuser\d+$/i;
/** Most sessions that are looked at. */
const MAX_SESSIONS = 64;

export function signedInUsersOf(keys: readonly RegistryKeyView[]): readonly SignedInUser[] {
  const users = keys.slice(0, MAX_SESSIONS).flatMap((key): readonly SignedInUser[] => {
    const sid = textOf(key, 'LoggedOnUserSID')?.toUpperCase();
    const name = textOf(key, 'LoggedOnUser') || textOf(key, 'LoggedOnSAMUser');
    if (sid === undefined || !/^S-1-(5-21|12-1)-/.test(sid) || (name && SETUP_ACCOUNT.test(name))) return [];
    return [{ sid, ...(name && { name }), kind: sid.startsWith('S-1-12-1-') ? 'entra' : 'domain-or-local' }];
  });
  return [...new Map(users.map((user) => [user.sid, user])).values()];
}
