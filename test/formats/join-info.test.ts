import { describe, expect, test } from '@jest/globals';
import {
  clientSideScpOf,
  joinInfosOf,
  mdmEnrollmentsOf,
  numberOf,
  type RegistryKeyView,
  tenantInfosOf,
  textOf,
  userSidsOf,
  workplaceJoinKey,
} from '../../src/formats/join-info.ts';

const THUMBPRINT = '91D3F07C5B2A4E68D17F90C3A5B6E8247D0F1C3A';
const TENANT_ID = '5d1c6f0e-7b7a-4c3e-9a55-0d2f4f6b8c11';
const key = (path: string, values: Readonly<Record<string, string | number>> = {}): RegistryKeyView => ({
  path,
  values: Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      { type: typeof value === 'string' ? 'string' : 'number', value },
    ]),
  ),
});
const CDJ = 'HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\CloudDomainJoin';

describe('joinInfosOf', () => {
  test('takes sub-keys that are named by a thumbprint, and nothing else', () => {
    const keys = [
      key(CDJ),
      key(`${CDJ}\\JoinInfo`, { TenantId: TENANT_ID }),
      key(`${CDJ}\\JoinInfo\\${THUMBPRINT.toLowerCase()}`, {
        tenantID: `{${TENANT_ID.toUpperCase()}}`,
        UserEmail: ' a@b.example ',
      }),
      key(`${CDJ}\\JoinInfo\\Diagnostics`),
      key(`${CDJ}\\Other\\${THUMBPRINT}`),
    ];
    expect(joinInfosOf(keys)).toEqual([{ thumbprint: THUMBPRINT, tenantId: TENANT_ID }]);
  });

  test('values of the wrong type or shape are left out', () => {
    expect(joinInfosOf([key(`x\\JoinInfo\\${THUMBPRINT}`, { TenantId: 7 })])).toEqual([{ thumbprint: THUMBPRINT }]);
    expect(joinInfosOf([key(`x\\JoinInfo\\${THUMBPRINT}`, { TenantId: 'contoso' })])).toEqual([
      { thumbprint: THUMBPRINT },
    ]);
  });

  test('a crowd of keys is bounded', () => {
    const keys = Array.from({ length: 10_000 }, () => key(`x\\JoinInfo\\${THUMBPRINT}`));
    expect(joinInfosOf(keys)).toHaveLength(4_096);
  });
});

test('tenantInfosOf', () => {
  const keys = [
    key(`${CDJ}\\TenantInfo`),
    key(`${CDJ}\\TenantInfo\\${TENANT_ID.toUpperCase()}`, { DisplayName: 'Contoso' }),
    key(`${CDJ}\\TenantInfo\\contoso`),
    key(`${CDJ}\\TenantInfo\\${TENANT_ID}`, { DisplayName: '' }),
  ];
  expect(tenantInfosOf(keys)).toEqual([{ tenantId: TENANT_ID, displayName: 'Contoso' }, { tenantId: TENANT_ID }]);
});

test('mdmEnrollmentsOf', () => {
  const path = 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Enrollments';
  const keys = [
    key(path),
    key(`${path}\\${TENANT_ID}`, { ProviderID: 'MS DM Server', EnrollmentState: 1 }),
    key(`${path}\\{${TENANT_ID}}`, { ProviderID: 'Other' }),
    key(`${path}\\${TENANT_ID}\\DMClient`, { ProviderID: 'nested' }),
    key(`${path}\\Context`, { ProviderID: 'x' }),
    key(`${path}\\${TENANT_ID}`),
  ];
  expect(mdmEnrollmentsOf(keys)).toEqual([
    { id: TENANT_ID, providerId: 'MS DM Server', state: 1 },
    { id: TENANT_ID, providerId: 'Other' },
  ]);
});

test('clientSideScpOf', () => {
  const path = 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\CDJ';
  expect(clientSideScpOf([])).toBeUndefined();
  expect(clientSideScpOf([key(path)])).toBeUndefined();
  expect(clientSideScpOf([key(path, { FallbackToSyncJoin: 1 })])).toEqual({ fallbackToSyncJoin: true });
  expect(clientSideScpOf([key(path), key(`${path}\\AAD`, { TenantId: TENANT_ID, TenantName: 'c.example' })])).toEqual({
    tenantId: TENANT_ID,
    tenantName: 'c.example',
  });
});

test('userSidsOf takes people, once each', () => {
  const names = [
    '.DEFAULT',
    'S-1-5-18',
    'S-1-5-19',
    'S-1-5-80-1-2-3-4-5',
    'S-1-5-21-1-2-3-1001',
    's-1-5-21-1-2-3-1001',
    'S-1-5-21-1-2-3-1001_Classes',
    'S-1-12-1-1-2-3-4',
    'S-1-5-21-..\\..\\x',
  ];
  expect(userSidsOf(names.map((name) => key(`HKEY_USERS\\${name}`)))).toEqual([
    'S-1-5-21-1-2-3-1001',
    'S-1-12-1-1-2-3-4',
  ]);
  expect(workplaceJoinKey('S-1-12-1-1-2-3-4')).toMatch(/^HKU\\S-1-12-1-1-2-3-4\\Software\\/);
});

test('values are found without case and by type', () => {
  const view = key('x', { Name: ' text ', Count: 3 });
  expect([textOf(view, 'NAME'), textOf(view, 'count'), textOf(view, 'none')]).toEqual(['text', undefined, undefined]);
  expect([numberOf(view, 'COUNT'), numberOf(view, 'name')]).toEqual([3, undefined]);
});
