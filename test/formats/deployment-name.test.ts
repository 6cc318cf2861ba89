import { describe, expect, test } from '@jest/globals';
import { canNameStorage, readDeploymentName, storageHost } from '../../src/formats/deployment-name.ts';

describe('names of a CMG in Azure', () => {
  test.each([
    [
      'graniteFalls.westus.CloudApp.Azure.com',
      { cloud: 'public', kind: 'scale-set', prefix: 'granitefalls', region: 'westus' },
    ],
    ['granitefalls.cloudapp.net.', { cloud: 'public', kind: 'classic', prefix: 'granitefalls' }],
    ['granitefalls.usgovcloudapp.net', { cloud: 'us-government', kind: 'classic', prefix: 'granitefalls' }],
    [
      'granitefalls.usgovvirginia.cloudapp.usgovcloudapi.net',
      { cloud: 'us-government', kind: 'scale-set', prefix: 'granitefalls', region: 'usgovvirginia' },
    ],
    ['granitefalls.chinacloudapp.cn', { cloud: 'china', kind: 'classic', prefix: 'granitefalls' }],
    [
      'granitefalls.chinaeast2.cloudapp.chinacloudapi.cn',
      { cloud: 'china', kind: 'scale-set', prefix: 'granitefalls', region: 'chinaeast2' },
    ],
  ])('%s', (name, expected) => {
    expect(readDeploymentName(name)).toEqual(expected);
  });

  test.each([
    'cmg.contoso.com',
    'cloudapp.net',
    'a.b.cloudapp.net',
    'cmg.cloudapp.azure.com',
    'a.b.c.cloudapp.azure.com',
    'evilcloudapp.net',
    '',
  ])('%j is none', (name) => {
    expect(readDeploymentName(name)).toBeUndefined();
  });

  test('content storage per cloud', () => {
    expect(storageHost('granitefalls', 'public')).toBe('granitefalls.blob.core.windows.net');
    expect(storageHost('granitefalls', 'us-government')).toBe('granitefalls.blob.core.usgovcloudapi.net');
    expect(storageHost('granitefalls', 'china')).toBe('granitefalls.blob.core.chinacloudapi.cn');
  });

  test.each([
    ['cmg.contoso.com', true],
    ['cm.contoso.com', false],
    ['my-cmg.contoso.com', false],
    [`${'x'.repeat(25)}.contoso.com`, false],
    ['CMG01.contoso.com', true],
  ])('%s can name storage: %s', (name, expected) => {
    expect(canNameStorage(name)).toBe(expected);
  });
});
