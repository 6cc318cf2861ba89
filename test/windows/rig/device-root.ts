/** A device's file system: the shared Debian root and product, with everything the device writes kept in memory. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { describeAccount } from './accounts.ts';
import type { DeviceDescription } from './device-description.ts';
import { hostCommand } from './host-command.ts';
import { debianFolder, devicesFolder, driveInRoot } from './paths.ts';
import { defaultResolvConf } from './resolver-settings.ts';

/** @param layer from product-layer.ts. @returns the root's folder, as this process sees it. */
export async function mountRoot(id: string, layer: string): Promise<string> {
  const [upper, work, root] = ['upper', 'work', 'root'].map((part) => join(devicesFolder, id, part)) as [
    string,
    string,
    string,
  ];
  for (const folder of [upper, work, root]) await mkdir(folder, { recursive: true });
  const options = `lowerdir=${layer}:${debianFolder},upperdir=${upper},workdir=${work}`;
  await hostCommand('mount', '-t', 'overlay', '-o', options, 'overlay', root);
  return root;
}

/** Gives the memory back. */
export async function unmountRoot(id: string): Promise<void> {
  await hostCommand('umount', '--lazy', join(devicesFolder, id, 'root'));
  await rm(join(devicesFolder, id), { recursive: true, force: true });
}

/** Where a Windows path of drive C lies for this process. */
export function hostPath(root: string, windowsPath: string): string {
  const path = windowsPath.replace(/^c:/i, '').replaceAll('\\', '/');
  return join(root, driveInRoot, posix.normalize(`/${path}`));
}

/** Writes all that is a file: stand-ins' instructions, name resolution, trusted roots. */
export async function furnishRoot(root: string, name: string, description: DeviceDescription): Promise<void> {
  const { hosts = {}, roots = [], files = {} } = description;
  const account = describeAccount(description.account ?? 'system', name);
  const hostLines = Object.entries(hosts).map(([host, address]) => `${address} ${host}`);
  // Wine asks for the machine's own name at its first start, and waits for a name server when the hosts file is silent.
  const unixHosts = ['127.0.0.1 localhost', `127.0.0.1 ${name}`, ...hostLines];
  await writeFile(join(root, 'etc/hosts'), `${unixHosts.join('\n')}\n`);
  await writeFile(join(root, 'etc/resolv.conf'), description.resolvConf ?? defaultResolvConf);
  await rm(join(root, 'etc/ssl/certs'), { recursive: true, force: true });
  await mkdir(join(root, 'etc/ssl/certs'));
  await writeFile(join(root, 'etc/ssl/certs/ca-certificates.crt'), roots.join('\n'));

  const instructions: Record<string, string | Uint8Array> = {
    'C:\\windows\\system32\\drivers\\etc\\hosts': `${['# hosts', ...hostLines].join('\r\n')}\r\n`,
    'C:\\lab\\dsregcmd.txt': description.dsregcmdText ?? '',
    'C:\\lab\\dsregcmd.mode': description.dsregcmdMode ?? 'print',
    'C:\\lab\\dsregcmd.exit': String(description.dsregcmdExitCode ?? 0),
    'C:\\lab\\ccmsetup.exit': String(description.ccmsetupExitCode ?? 0),
    'C:\\lab\\whoami-user.csv': account.userRow,
    'C:\\lab\\whoami-user.txt': account.userTable,
    'C:\\lab\\whoami-groups.csv': account.groupRows,
    ...files,
  };
  for (const [path, content] of Object.entries(instructions)) await writeDeviceFile(root, path, content);
  if (description.dsregcmdMode === 'absent') await rm(hostPath(root, 'C:\\windows\\system32\\dsregcmd.exe'));
}

export async function writeDeviceFile(root: string, path: string, content: string | Uint8Array): Promise<void> {
  const target = hostPath(root, path);
  await mkdir(posix.dirname(target), { recursive: true });
  await writeFile(target, content);
}
