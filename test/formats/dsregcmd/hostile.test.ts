import { describe, expect, test } from '@jest/globals';
import { decodeConsoleOutput } from '../../../src/formats/console-output.ts';
import { type DsregStatus, readDsregStatus } from '../../../src/formats/dsregcmd/status.ts';
import type { Answer } from '../../../src/formats/dsregcmd/values.ts';
import { parseDsregcmd } from '../../../src/formats/dsregcmd.ts';
import { FIXTURE_NAMES, type FixtureName, fixtureBytes, fixtureText } from './fixtures.ts';

const read = (bytes: Uint8Array): DsregStatus => readDsregStatus(parseDsregcmd(decodeConsoleOutput(bytes).text));
const readText = (text: string): DsregStatus => read(Buffer.from(text));

const NOT_JOINED = fixtureText('not-joined');
const JOINED = fixtureText('entra-joined-system');
const BANNER = `+${'-'.repeat(70)}+`;
const utf16 = (text: string) => Buffer.from(text, 'utf16le');
const interleaved = (text: string, byte: number) => Buffer.from([...Buffer.from(text)].flatMap((each) => [each, byte]));
const replaced = (from: string | RegExp, to: string) => Buffer.from(NOT_JOINED.replaceAll(from, to));
const withTenant = (name: string) => Buffer.from(JOINED.replace('TenantName : Contoso', `TenantName : ${name}`));

/** Each with the answer that AzureAdJoined must give: what is not clearly YES or NO is neither. */
const VARIANTS: readonly (readonly [string, Uint8Array, Answer])[] = [
  ['nothing', new Uint8Array(), 'absent'],
  ['one NUL', new Uint8Array([0]), 'absent'],
  ['a megabyte of NULs', new Uint8Array(1_000_000), 'absent'],
  ['a megabyte of 0xff', new Uint8Array(1_000_000).fill(0xff), 'absent'],
  ['only a byte order mark', new Uint8Array([0xff, 0xfe]), 'absent'],
  ['cut before the value', Buffer.from(NOT_JOINED.slice(0, NOT_JOINED.indexOf('AzureAdJoined') + 15)), 'error'],
  ['cut in the value', Buffer.from(NOT_JOINED.slice(0, NOT_JOINED.indexOf('AzureAdJoined') + 17)), 'error'],
  ['cut after the value', Buffer.from(NOT_JOINED.slice(0, NOT_JOINED.indexOf('AzureAdJoined') + 18)), 'no'],
  ['a YES cut to YE', Buffer.from(JOINED.slice(0, JOINED.indexOf('AzureAdJoined') + 18)), 'error'],
  ['a YES cut behind it', Buffer.from(JOINED.slice(0, JOINED.indexOf('AzureAdJoined') + 19)), 'incomplete'],
  ['the first half lost', Buffer.from(NOT_JOINED.slice(NOT_JOINED.indexOf('EnterpriseJoined'))), 'absent'],
  [
    'a piece lost between label and a later YES',
    replaced(/AzureAdJoined : [\s\S]*?PostLogonEnabled : /g, 'AzureAdJoined : '),
    'incomplete',
  ],
  ['a NUL behind every letter', interleaved(NOT_JOINED, 0), 'no'],
  ['a blank behind every letter', interleaved(NOT_JOINED, 0x20), 'error'],
  ['NULs strewn in', replaced('Joined', 'Joi\u0000ned'), 'no'],
  ['NULs inside the value', replaced(' NO', ' N\u0000O'), 'no'],
  ['UTF-16 with mark', Buffer.concat([Buffer.from([0xff, 0xfe]), utf16(NOT_JOINED)]), 'no'],
  ['UTF-16 without mark', utf16(NOT_JOINED), 'no'],
  ['UTF-16, the other way round', utf16(NOT_JOINED).swap16(), 'no'],
  ['UTF-16 with a byte missing at the end', utf16(NOT_JOINED).subarray(0, -1), 'no'],
  ['UTF-16 with a byte missing at the start', utf16(NOT_JOINED).subarray(1), 'no'],
  [
    'half ASCII, half UTF-16',
    Buffer.concat([Buffer.from(NOT_JOINED.slice(0, 700)), utf16(NOT_JOINED.slice(700))]),
    'no',
  ],
  ['UTF-16 behind a UTF-8 mark', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), utf16(NOT_JOINED)]), 'no'],
  ['EBCDIC', Buffer.from([0xc1, 0xa9, 0xa4, 0x99, 0x85, 0xc1, 0x84, 0x7a, 0x40, 0xd5, 0xd6]), 'absent'],
  [
    'a megabyte of noise before it',
    Buffer.concat([Buffer.from('x'.repeat(1_000_000)), Buffer.from(`\n${NOT_JOINED}`)]),
    'no',
  ],
  ['a megabyte of lines before it', Buffer.from('noise\r\n'.repeat(140_000) + NOT_JOINED), 'no'],
  ['more rows than anybody prints before it', Buffer.from('Noise : 1\r\n'.repeat(6_000) + NOT_JOINED), 'absent'],
  ['a megabyte of blanks in the value', replaced(' NO', ` NO${' '.repeat(100_000)}`), 'no'],
  ['a value of a megabyte', replaced('DomainJoined : NO', `DomainJoined : ${'Y'.repeat(1_000_000)}`), 'no'],
  ['no line ends', replaced('\r\n', ' '), 'absent'],
  ['line ends of old Macs', replaced('\r\n', '\r'), 'no'],
  ['line ends of Unix', replaced('\r\n', '\n'), 'no'],
  ['doubled carriage returns', replaced('\r\n', '\r\r\n'), 'no'],
  ['no colons', replaced(':', ''), 'absent'],
  ['many colons', replaced(' : ', ' ::::: '), 'error'],
  ['full-width colons', replaced(' : ', ' \uff1a '), 'absent'],
  ['translated labels', replaced('AzureAdJoined', 'Azure-AD-Beitritt'), 'absent'],
  ['translated labels with percent signs', replaced('AzureAdJoined', '%1!s! %s%n%n Joined'), 'absent'],
  ['translated answers', replaced(' : NO', ' : NEIN'), 'error'],
  ['right-to-left labels', replaced('AzureAdJoined', '\u202e\u05de\u05d7\u05d5\u05d1\u05e8'), 'absent'],
  ['a right-to-left override in the value', replaced(' : NO', ' : \u202eSEY'), 'error'],
  ['a Cyrillic look-alike of NO', replaced(' : NO', ' : N\u041e'), 'error'],
  ['full-width answers', replaced(' : NO', ' : \uff39\uff25\uff33'), 'error'],
  ['lower case', Buffer.from(NOT_JOINED.toLowerCase()), 'no'],
  ['the section twice, the same', Buffer.from(NOT_JOINED + NOT_JOINED), 'no'],
  ['the section twice, differently', Buffer.from(NOT_JOINED + JOINED), 'contradictory'],
  [
    'a forged section in front',
    Buffer.from(`${BANNER}\n| Device State |\n${BANNER}\nAzureAdJoined : YES\n${NOT_JOINED}`),
    'contradictory',
  ],
  ['a tenant name that forges a row', withTenant('x\r\n             AzureAdJoined : NO'), 'contradictory'],
  ['a tenant name full of formats', withTenant('%s%s%n%x{{7*7}}<script>'), 'yes'],
  ['a tenant name of a megabyte', withTenant('x'.repeat(1_000_000)), 'yes'],
  ['an HTML page', Buffer.from('<html><body>AzureAdJoined: YES</body></html>'), 'absent'],
  [
    'a trace of /debug',
    Buffer.from(`DsrCmdJoinHelper: AzureAdJoined : maybe\r\n${NOT_JOINED}\r\nDSREGCMD_END_STATUS`),
    'no',
  ],
  ['escape sequences', replaced('AzureAdJoined', '\u001b[31mAzureAdJoined'), 'absent'],
];

describe('hostile output', () => {
  test('there are enough kinds of it', () => {
    expect(VARIANTS.length).toBeGreaterThanOrEqual(32);
  });

  test.each(VARIANTS)('%s', (_name, bytes, answer) => {
    expect(read(bytes).azureAdJoined).toBe(answer);
  });
});

describe('truncated at any byte', () => {
  /** Ends at which the output, cut there, says something that the whole does not. */
  function liesOf(name: FixtureName, isTrue: (cut: DsregStatus, whole: DsregStatus) => boolean): readonly number[] {
    const bytes = fixtureBytes(name);
    const whole = read(bytes);
    const ends = Array.from({ length: bytes.length + 1 }, (_, end) => end);
    return ends.filter((end) => !isTrue(read(bytes.subarray(0, end)), whole));
  }
  const either = (cut: unknown, whole: unknown) => cut === undefined || cut === whole;
  const answer = (cut: Answer, whole: Answer) => ['absent', 'error', whole].includes(cut);

  test.each([
    'not-joined',
    'hybrid-pending',
    'registered-two-accounts',
    'on-prem-drs',
  ] satisfies readonly FixtureName[])('%s never reads as joined, nor as anything that it is not', (name) => {
    const lies = liesOf(
      name,
      (cut, whole) =>
        answer(cut.azureAdJoined, 'no') &&
        answer(cut.enterpriseJoined, whole.enterpriseJoined) &&
        answer(cut.domainJoined, whole.domainJoined) &&
        either(cut.tenant.id, whole.tenant.id),
    );
    expect(lies).toEqual([]);
  });

  test('a joined device never reads as another one', () => {
    const lies = liesOf(
      'entra-joined-system',
      (cut, whole) =>
        (answer(cut.azureAdJoined, 'yes') || cut.azureAdJoined === 'incomplete') &&
        either(cut.device.id, whole.device.id) &&
        either(cut.device.thumbprint, whole.device.thumbprint) &&
        ['absent', 'unrecognised', 'success'].includes(cut.device.auth.status),
    );
    expect(lies).toEqual([]);
  });
});

/** Deterministic noise (mulberry32), so that a failure can be repeated. */
function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

type Mutation = (bytes: Buffer, below: (limit: number) => number) => Buffer;
const MUTATIONS: readonly Mutation[] = [
  (bytes, below) => bytes.subarray(0, below(bytes.length)),
  (bytes, below) => bytes.subarray(below(bytes.length)),
  (bytes, below) => {
    const start = below(bytes.length);
    return Buffer.concat([bytes.subarray(0, start), bytes.subarray(start + below(400))]);
  },
  (bytes, below) => {
    const start = below(bytes.length);
    return Buffer.concat([
      bytes.subarray(0, start),
      bytes.subarray(below(bytes.length), start + 200),
      bytes.subarray(start),
    ]);
  },
  (bytes, below) => {
    const copy = Buffer.from(bytes);
    for (let count = below(40); count > 0; count--) if (copy.length > 0) copy[below(copy.length)] = below(256);
    return copy;
  },
  (bytes, below) => {
    const start = below(bytes.length);
    return Buffer.concat([bytes.subarray(0, start), Buffer.alloc(below(300), below(256)), bytes.subarray(start)]);
  },
  (bytes, below) => {
    const lines = bytes.toString('latin1').split('\r\n');
    for (let count = below(30); count > 0; count--) {
      const from = below(lines.length);
      const to = below(lines.length);
      const [a = '', b = ''] = [lines[from], lines[to]];
      lines[from] = b;
      lines[to] = a;
    }
    return Buffer.from(lines.join('\r\n'), 'latin1');
  },
  (bytes) => Buffer.from(bytes.toString('latin1'), 'utf16le'),
];

describe('any mutation of any output', () => {
  const neverJoined = FIXTURE_NAMES.filter((name) => read(fixtureBytes(name)).azureAdJoined === 'no');

  test('never throws, and never turns NO into YES', () => {
    const random = noise(20_260_601);
    const below = (limit: number) => Math.floor(random() * Math.max(1, limit));
    for (let round = 0; round < 4_000; round++) {
      const name = neverJoined[round % neverJoined.length] ?? 'not-joined';
      let bytes: Buffer = Buffer.from(fixtureBytes(name));
      for (let count = 1 + below(4); count > 0; count--) {
        bytes = MUTATIONS[below(MUTATIONS.length)]?.(bytes, below) ?? bytes;
      }
      const said = read(bytes);
      if (said.azureAdJoined === 'yes') throw new Error(`round ${round}, ${name}: NO has become YES`);
    }
  });

  test('noise alone says nothing', () => {
    const random = noise(7);
    for (let round = 0; round < 500; round++) {
      const bytes = Buffer.from(Array.from({ length: 400 }, () => Math.floor(random() * 256)));
      expect(read(bytes)).toMatchObject({ azureAdJoined: 'absent', workAccounts: [] });
    }
  });

  test('every fixture reads the same with other line ends, in UTF-16, and with noise around it', () => {
    for (const name of FIXTURE_NAMES) {
      const text = fixtureText(name);
      const whole = readText(text);
      expect(readText(text.replaceAll('\r\n', '\n'))).toEqual(whole);
      expect(read(utf16(text))).toEqual(whole);
      expect(readText(`PS C:\\Windows\\system32> dsregcmd /status\r\n${text}\r\nPS C:\\Windows\\system32>`)).toEqual(
        whole,
      );
    }
  });
});
