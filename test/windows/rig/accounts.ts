/**
 * As whom a program runs, in all the places where a program can look: whoami.exe, a key that only the elevated may read,
 * and the environment. Wine knows one user; Node's `os.userInfo()` names that one whatever is said here.
 * Sources: Microsoft Learn, "Well-known SIDs" and "Mandatory Integrity Control".
 */
import type { RegistryEntry } from './registry-file.ts';

/** `administrator` is an elevated one; `user` is not elevated. */
export type Account = 'system' | 'administrator' | 'user';

export interface AccountDescription {
  /** `whoami /user` */
  readonly userTable: string;
  /** `whoami /user /fo csv /nh` */
  readonly userRow: string;
  /** `whoami /groups /fo csv /nh` */
  readonly groupRows: string;
  readonly registry: readonly RegistryEntry[];
  readonly environment: Readonly<Record<string, string>>;
}

/** Nobody but administrators can read the hive of LOCAL SERVICE. Wine has none, which fails just as "denied" does. */
const localServiceHive: RegistryEntry = { key: 'HKU\\S-1-5-19\\Environment', name: '', type: 'key-only' };

const administrators = (attributes: string): string =>
  `"BUILTIN\\Administrators","Alias","S-1-5-32-544","${attributes}"`;
const label = (level: string, sid: string): string => `"Mandatory Label\\${level} Mandatory Level","Label","${sid}",""`;
const everyone = '"Everyone","Well-known group","S-1-1-0","Mandatory group, Enabled by default, Enabled group"';
const enabled = 'Enabled by default, Enabled group, Group owner';

export function describeAccount(account: Account, computerName: string): AccountDescription {
  const user = whoamiUser(`${computerName.toLowerCase()}\\alex`, 'S-1-5-21-1004336348-1177238915-682003330-1001');
  switch (account) {
    case 'system':
      return {
        ...whoamiUser('nt authority\\system', 'S-1-5-18'),
        groupRows: rows(administrators(enabled), everyone, label('System', 'S-1-16-16384')),
        registry: [localServiceHive],
        environment: {
          USERNAME: `${computerName}$`,
          USERDOMAIN: 'WORKGROUP',
          USERPROFILE: 'C:\\windows\\system32\\config\\systemprofile',
          LOCALAPPDATA: 'C:\\windows\\system32\\config\\systemprofile\\AppData\\Local',
          APPDATA: 'C:\\windows\\system32\\config\\systemprofile\\AppData\\Roaming',
          TEMP: 'C:\\windows\\temp',
          TMP: 'C:\\windows\\temp',
        },
      };
    case 'administrator':
      return {
        ...user,
        groupRows: rows(everyone, administrators(`Mandatory group, ${enabled}`), label('High', 'S-1-16-12288')),
        registry: [localServiceHive],
        environment: { USERNAME: 'alex', USERDOMAIN: computerName },
      };
    case 'user':
      return {
        ...user,
        groupRows: rows(everyone, administrators('Group used for deny only'), label('Medium', 'S-1-16-8192')),
        registry: [],
        environment: { USERNAME: 'alex', USERDOMAIN: computerName },
      };
  }
}

function whoamiUser(name: string, sid: string): Pick<AccountDescription, 'userTable' | 'userRow'> {
  const width = Math.max(name.length, 'User Name'.length);
  return {
    userTable: rows(
      '',
      'USER INFORMATION',
      '----------------',
      '',
      `${'User Name'.padEnd(width)} SID`,
      `${'='.repeat(width)} ${'='.repeat(sid.length)}`,
      `${name.padEnd(width)} ${sid}`,
    ),
    userRow: rows(`"${name}","${sid}"`),
  };
}

function rows(...lines: readonly string[]): string {
  return lines.map((line) => `${line}\r\n`).join('');
}
