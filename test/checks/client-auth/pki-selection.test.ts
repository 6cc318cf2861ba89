import { describe, expect, test } from '@jest/globals';
import { nameOf, selectPkiCertificate } from '../../../checks/client-auth/pki-selection.ts';
import { parseCcmsetupCommand } from '../../../src/formats/ccmsetup-command.ts';
import { OID } from '../../../src/formats/oids.ts';
import { type CertificateSpec, issueCertificate, type LabCertificate } from '../../lab/pki/certificate.ts';
import { daysFrom } from '../../lab/pki/days.ts';
import { issueDeviceCertificate, issueP2pCertificate } from '../../lab/pki/device-certificates.ts';
import { extension } from '../../lab/pki/extensions.ts';
import { keyOf } from '../../lab/pki/keys.ts';
import { NOW, storeOf } from '../entra-join/evidence.ts';

const root = issueCertificate({
  subject: 'CN=Contoso Root CA, O=Contoso',
  key: keyOf('root', 'ec-p256'),
  serial: 1n,
  notBefore: daysFrom(NOW, -1000),
  notAfter: daysFrom(NOW, 3000),
  ca: { pathLength: null },
});

let serial = 100n;
function client(change: Partial<CertificateSpec> & { readonly days?: readonly [number, number] } = {}): LabCertificate {
  serial += 1n;
  const { days: [from, to] = [-10, 300], ...spec } = change;
  return issueCertificate({
    subject: 'CN=pc-4711.corp.contoso.com, OU=Computers, O=Contoso',
    issuer: root,
    key: keyOf('client', 'ec-p256'),
    serial,
    notBefore: daysFrom(NOW, from),
    notAfter: daysFrom(NOW, to),
    extendedKeyUsage: [OID.clientAuth],
    ...spec,
  });
}

function select(certificates: Parameters<typeof storeOf>[0], properties = '', computerName = 'PC-4711') {
  const parsed = parseCcmsetupCommand(`ccmsetup.exe CCMHOSTNAME=cmg.contoso.com/CCM_Proxy_MutualAuth/1 ${properties}`);
  if (!parsed.ok) throw new Error(parsed.reason);
  const store = storeOf(certificates);
  if (store.status !== 'read') throw new Error('store');
  return selectPkiCertificate(store.value.certificates, {
    computerName,
    command: parsed.command,
    nowMs: NOW.getTime(),
  });
}

const selectedOf = (...args: Parameters<typeof select>) => select(...args).selected?.certificate.thumbprint;

describe('what is ruled out', () => {
  const mdmExtension = extension('1.2.840.113556.5.4', Buffer.from([0x04, 0x01, 0x00]));
  const intune = issueCertificate({
    subject: 'CN=Microsoft Intune MDM Device CA',
    key: keyOf('intune', 'ec-p256'),
    serial: 2n,
    notBefore: daysFrom(NOW, -1000),
    notAfter: daysFrom(NOW, 3000),
    ca: { pathLength: null },
  });
  const tenantId = '5d1c6f0e-7b7a-4c3e-9a55-0d2f4f6b8c11';

  test.each<[string, Parameters<typeof storeOf>[0][number]]>([
    ['entra-device-certificate', issueDeviceCertificate({ tenantId }, NOW)],
    ['entra-device-certificate', issueDeviceCertificate({ tenantId, kind: 'registered' }, NOW)],
    ['remote-desktop-certificate', issueP2pCertificate(NOW)],
    ['mdm-certificate', client({ issuer: intune })],
    ['mdm-certificate', client({ extensions: [mdmExtension] })],
    ['not-for-client-authentication', client({ extendedKeyUsage: [OID.serverAuth] })],
    ['not-for-client-authentication', client({ extendedKeyUsage: [] })],
    ['expired', client({ days: [-300, -1] })],
    ['not-yet-valid', client({ days: [1, 300] })],
    ['no-private-key', [client(), 'without-key']],
    ['computer-name-missing', client({ subject: 'CN=other.corp.contoso.com' })],
  ])('%s', (because, certificate) => {
    expect(select([certificate])).toMatchObject({ ruledOut: [{ because }], alternatives: 0 });
    expect(select([certificate]).selected).toBeUndefined();
  });

  test('an unknown computer name matches nothing', () => {
    expect(selectedOf([client()], '', '')).toBeUndefined();
  });
});

describe('what is chosen', () => {
  test('the one with the longest validity, whatever the order', () => {
    const short = client({ days: [-10, 300] });
    const long = client({ days: [-400, 200] });
    expect(selectedOf([short, long])).toBe(long.thumbprint);
    expect(select([long, short])).toMatchObject({ alternatives: 1, issuersUnproven: false });
  });

  test('any purpose is client authentication too', () => {
    const certificate = client({ extendedKeyUsage: [OID.anyExtendedKeyUsage] });
    expect(selectedOf([certificate])).toBe(certificate.thumbprint);
  });

  test('an empty subject, with the name in the alternative names', () => {
    const certificate = client({ subject: '', alternativeNames: [{ dns: 'pc-4711.corp.contoso.com' }] });
    const { selected } = select([certificate]);
    expect(selected && nameOf(selected.certificate)).toBe('pc-4711.corp.contoso.com');
    const nameless = select([client({ subject: '' })], 'CCMCERTNAMECHECK=0').selected;
    expect(nameless && nameOf(nameless.certificate)).toBe('no subject');
  });

  test.each<[string, boolean]>([
    ['CCMCERTNAMECHECK=0', true],
    ['CCMCERTNAMECHECK=1', false],
    ['CCMCERTSEL="Subject:laptop.contoso.com"', true],
    ['CCMCERTSEL="Subject:LAPTOP.contoso.com"', false],
    ['CCMCERTSEL="Subject:alias.contoso.com"', true],
    ['CCMCERTSEL="Subject:CN=laptop.contoso.com, OU=Notebooks"', true],
    ['CCMCERTSEL="SubjectStr:CONTOSO.COM"', true],
    ['CCMCERTSEL="SubjectStr:fabrikam"', false],
    ['CCMCERTSEL="SubjectAttr:OU = Notebooks"', true],
    ['CCMCERTSEL="SubjectAttr:2.5.4.11 = Notebooks"', true],
    ['CCMCERTSEL="SubjectAttr:OU = notebooks"', false],
    ['CCMCERTSEL="SubjectAttr:OU=Notebooks; CN=laptop.contoso.com"', true],
    ['CCMCERTSEL="SubjectAttr:OU=Notebooks, CN=other"', false],
    ['CCMCERTSEL="SubjectAttr:2.5.29.17=alias.contoso.com"', true],
    ['CCMCERTSEL="SubjectAttr:2.5.29.17=other"', false],
    // Not understood: the computer's name counts.
    ['CCMCERTSEL="SubjectAttr:Colour=Blue"', false],
    ['CCMCERTSEL="SubjectAttr:OU"', false],
    ['CCMCERTSEL="Issuer:Contoso"', false],
    ['CCMCERTSEL="Subject:"', false],
    ['CCMCERTSEL=laptop', false],
  ])('%s: %s', (properties, chosen) => {
    const certificate = client({
      subject: 'OU=Notebooks, CN=laptop.contoso.com',
      alternativeNames: [{ dns: 'alias.contoso.com' }],
    });
    expect(selectedOf([certificate], properties)).toBe(chosen ? certificate.thumbprint : undefined);
  });

  test('by CCMCERTSEL, a certificate that does not match is told apart from one with a wrong name', () => {
    expect(select([client()], 'CCMCERTSEL="SubjectStr:fabrikam"').ruledOut).toMatchObject([{ because: 'ccmcertsel' }]);
  });

  test.each<[string, boolean]>([
    ['CCMCERTISSUERS="CN=Contoso Root CA; O=Contoso"', false],
    ['CCMCERTISSUERS="O=Fabrikam; CN=Fabrikam Root | CN=Contoso Root CA"', false],
    ['CCMCERTISSUERS="CN=Fabrikam Root"', true],
    ['CCMCERTISSUERS="O=Contoso"', true],
  ])('%s: unproven %s', (properties, unproven) => {
    expect(select([client()], properties).issuersUnproven).toBe(unproven);
  });
});
