/** That a Windows program reaches servers of this process by name, and meets a firewall where there is nobody. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { startNameServer } from '../rig/name-server.ts';
import { addresses } from '../rig/network.ts';
import type { WindowsCase } from '../rig/suite.ts';

/** Windows socket errors (winsock2.h). */
const WSAECONNREFUSED = 10_061;
const WSAHOST_NOT_FOUND = 11_001;

export const networkCases: readonly WindowsCase[] = [
  {
    title: 'network: a name is resolved by the device’s name server and a server answers',
    where: 'wine',
    async body({ device, atEnd }) {
      const server = createServer((request, response) => response.end(`you asked ${request.headers.host}`));
      server.listen(80, addresses.cmg);
      await once(server, 'listening');
      atEnd(() => server.close());
      atEnd(await startNameServer(addresses.internalResolver, { 'cmg.contoso.com': addresses.cmg }));

      const pc = await device();
      const run = await pc.start('C:\\lab\\fetch.exe cmg.contoso.com 80');
      assert.equal(run.exitCode, 0);
      assert.match(run.stdout, /^203\.0\.113\.10\r\n[\s\S]*you asked cmg\.contoso\.com$/);

      assert.equal((await pc.start('C:\\lab\\fetch.exe missing.contoso.com 80')).exitCode, WSAHOST_NOT_FOUND);
      assert.equal((await pc.start('C:\\lab\\fetch.exe cmg.contoso.com 81')).exitCode, WSAECONNREFUSED);
    },
  },
  {
    title: 'network: the hosts file comes before the name server',
    where: 'wine',
    async body({ device, atEnd }) {
      atEnd(await startNameServer(addresses.internalResolver, { 'cmg.contoso.com': addresses.cmg }));
      const pc = await device({ hosts: { 'cmg.contoso.com': addresses.internalServer } });
      const run = await pc.start('C:\\lab\\fetch.exe cmg.contoso.com 81');
      assert.equal(run.exitCode, WSAECONNREFUSED);
      assert.match(run.stdout, /^10\.20\.0\.1\r\n/);
      const hosts = await pc.readFile('C:\\windows\\system32\\drivers\\etc\\hosts');
      assert.match(String(hosts), /^10\.20\.0\.1 cmg\.contoso\.com\r$/m);
    },
  },
  {
    title: 'network: an address without anybody swallows packets, like a firewall',
    where: 'wine',
    async body({ device }) {
      const pc = await device();
      const run = await pc.start(`C:\\lab\\fetch.exe ${addresses.unanswered} 443`, { timeoutMs: 2_000 });
      assert.equal(run.timedOut, true);
    },
  },
];
