import { execFile } from 'node:child_process';
import { connect } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { type Lab, startLab } from './lab.ts';
import { healthy } from './scenarios/healthy.ts';
import { scenarioNamed } from './scenarios/index.ts';
import { labHost } from './simulated-host.ts';
import { identities, names } from './site.ts';

const { signal } = new AbortController();
const limit = { timeoutMs: 10_000 };
const onAadAuthInfo = (tenant: string) => ({
  url: `https://${names.cmg}/CCM_Proxy_ServerAuth/AADAuthInfo?TenantID=${tenant}`,
  method: 'GET' as const,
  timeoutMs: 10_000,
  maxBytes: 100_000,
  maxRedirects: 0,
});

async function inLab<T>(name: string, body: (lab: Lab) => Promise<T>): Promise<T> {
  const lab = await startLab(scenarioNamed(name) ?? healthy);
  try {
    return await body(lab);
  } finally {
    await lab.stop();
  }
}

describe('the healthy lab', () => {
  test('resolves the CMG inside and outside, by UDP and HTTPS', () =>
    inLab('healthy', async (lab) => {
      const { site } = lab;
      const { dns } = labHost(lab);
      const servers = [
        { kind: 'dns', address: site.addresses.internalDns, port: 53 },
        { kind: 'dns', address: site.addresses.publicDns, port: 53 },
        { kind: 'https', url: `https://${site.addresses.doh}/dns-query` },
      ] as const;
      expect(await dns.lookup(names.cmg, limit, signal)).toMatchObject({ addresses: [site.addresses.cmg] });
      for (const server of servers) {
        const answer = await dns.query(server, { name: names.cmg, type: 'CNAME' }, limit, signal);
        expect(answer).toMatchObject({ status: 'answered', records: [{ type: 'CNAME', data: names.deployment }] });
      }
    }));

  test('shows the chain of its PKI', () =>
    inLab('healthy', async (lab) => {
      const { site, cmgPki } = lab;
      const to = { address: site.addresses.cmg, port: 443, serverName: names.cmg, ...limit };
      const shown = await labHost(lab).tls.handshake(to, signal);
      expect(shown).toMatchObject({ status: 'connected', address: site.addresses.cmg });
      expect(shown.status === 'connected' && shown.certificates.map((der) => Buffer.from(der))).toEqual([
        cmgPki.server.der,
        cmgPki.issuing.der,
      ]);
    }));

  test('knows its tenant and no other', () =>
    inLab('healthy', async (lab) => {
      const { log } = lab;
      const { http } = labHost(lab);
      expect(await http.request(onAadAuthInfo(identities.tenantId), signal)).toMatchObject({ statusCode: 200 });
      expect(await http.request(onAadAuthInfo(identities.otherTenantId), signal)).toMatchObject({
        statusCode: 403,
        statusText: 'CMGConnector_Forbidden',
      });
      expect(log.entries('cmg')).toHaveLength(2);
    }));

  test('publishes CRLs and the list of roots on plain HTTP', () =>
    inLab('healthy', async (lab) => {
      const { cmgPki } = lab;
      const { http } = labHost(lab);
      const list = 'http://ctldl.windowsupdate.com/msdownload/update/v3/static/trustedr/en/authrootstl.cab';
      for (const url of [cmgPki.urls.rootCrl, cmgPki.urls.issuingCrl, cmgPki.urls.issuingCertificate, list]) {
        expect(await http.request({ ...onAadAuthInfo(''), url }, signal)).toMatchObject({ statusCode: 200, url });
      }
    }));

  test('swallows packets to nowhere and refuses closed ports', () =>
    inLab('healthy', async (lab) => {
      const { site } = lab;
      const { http } = labHost(lab);
      const ask = (address: string) => http.request({ ...onAadAuthInfo(''), url: `http://${address}:81/` }, signal);
      expect(await ask(site.addresses.nowhere)).toMatchObject({ status: 'timed-out', address: site.addresses.nowhere });
      expect(await ask(site.addresses.cmg)).toMatchObject({ status: 'refused', address: site.addresses.cmg });
    }));
});

describe('start and stop', () => {
  /** Sockets and servers of this process, once those that are being closed have been. */
  const open = async () => {
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
    return process.getActiveResourcesInfo().filter((kind) => /TCP|UDP/.test(kind)).length;
  };

  test('fifty times, and the process ends by itself', async () => {
    const script = join(import.meta.dirname, 'start-and-stop.ts');
    const { stdout } = await promisify(execFile)(process.execPath, [script, '50'], { timeout: 60_000, env: {} });
    expect(stdout).toBe('nothing left');
  }, 60_000);

  test('cuts connections that are open', async () => {
    const before = await open();
    const lab = await startLab(scenarioNamed('cmg-hangs') ?? healthy);
    const at = lab.endpoints.cmg ?? { address: '', port: 0 };
    const closed = new Promise((resolve) => {
      const socket = connect({ host: at.address, port: at.port }, () => void lab.stop());
      socket.on('error', () => undefined);
      socket.once('close', resolve);
    });
    await closed;
    await lab.stop();
    expect(await open()).toBeLessThanOrEqual(before);
  });

  test('ends answers that are still to come', async () => {
    const before = await open();
    const slow = { status: 200, afterMs: 600_000 } as const;
    const lab = await startLab({ ...healthy, cmg: { always: slow } });
    const asked = labHost(lab).http.request(onAadAuthInfo(identities.tenantId), signal);
    while (lab.log.entries('cmg').length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await lab.stop();
    expect(await asked).not.toMatchObject({ statusCode: 200 });
    expect(await open()).toBeLessThanOrEqual(before);
  });
});
