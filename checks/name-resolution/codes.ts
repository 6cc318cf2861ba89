import { findingsOf } from '../../src/core/finding.ts';

export const finding = findingsOf('name-resolution', [
  'resolves',
  'left-to-proxy',
  'nxdomain',
  'no-address',
  'split-dns-missing',
  'split-dns-differs',
  'private-address',
  'ipv6-only',
  'cname-missing',
  'cname-unexpected',
  'hosts-override',
  'search-suffix',
  'answers-anything',
  'servers-disagree',
  'no-internet-names',
  'resolver-failed',
  'service-name',
  'public-view-unavailable',
]);

/** ERROR_WINHTTP_NAME_NOT_RESOLVED 12007 (winhttp.h), as ccmsetup.log shows it. */
export const NAME_NOT_RESOLVED = '0x80072ee7 (WinHTTP 12007: the server name or address could not be resolved)';

/** What follows when there is no address, whatever the reason. */
export const NO_CONNECTION = 'ccmsetup finds no address to connect to and ends before it has asked the CMG anything.';
