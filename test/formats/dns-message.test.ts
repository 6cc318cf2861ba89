import { describe, expect, test } from '@jest/globals';
import { decode, encode } from 'dns-packet';
import { decodeDnsResponse, encodeDnsQuery, isDnsName } from '../../src/formats/dns-message.ts';

const name = 'cmg.contoso.com';
const question = { name, type: 'A' } as const;

function answer(more: object = {}): Uint8Array {
  return encode({
    type: 'response',
    id: 7,
    flags: 0x0180,
    questions: [{ name, type: 'A' }],
    answers: [
      { type: 'CNAME', name, ttl: 300, data: 'cmg.westeurope.cloudapp.azure.com' },
      { type: 'A', name: 'cmg.westeurope.cloudapp.azure.com', ttl: 10, data: '203.0.113.10' },
      { type: 'TXT', name, ttl: 10, data: 'not asked for' },
    ],
    ...more,
  });
}

describe('questions', () => {
  test('recursive, with and without EDNS', () => {
    const plain = decode(Buffer.from(encodeDnsQuery(7, question, { edns: false })));
    expect(plain).toMatchObject({
      id: 7,
      type: 'query',
      flag_rd: true,
      questions: [{ name, type: 'A', class: 'IN' }],
      additionals: [],
    });
    const extended = decode(Buffer.from(encodeDnsQuery(7, question, { edns: true })));
    expect(extended.additionals).toMatchObject([{ type: 'OPT', udpPayloadSize: 1232 }]);
  });

  test.each([
    ['cmg.contoso.com', true],
    ['cmg.contoso.com.', true],
    ['_x-1.contoso.com', true],
    ['', false],
    ['.', false],
    ['a b.com', false],
    ['ä.com', false],
    [`${'a'.repeat(64)}.com`, false],
    [`${'a.'.repeat(127)}`, true],
    [`${'a.'.repeat(127)}bc`, false],
  ])('%j can be asked for: %s', (text, expected) => {
    expect(isDnsName(text)).toBe(expected);
  });
});

describe('answers', () => {
  test('what matters of them', () => {
    expect(decodeDnsResponse(answer(), 7, { ...question, name: 'CMG.contoso.com.' })).toEqual({
      kind: 'response',
      rcode: 'NOERROR',
      truncated: false,
      answers: [
        { name, type: 'CNAME', ttl: 300, data: 'cmg.westeurope.cloudapp.azure.com' },
        { name: 'cmg.westeurope.cloudapp.azure.com', type: 'A', ttl: 10, data: '203.0.113.10' },
      ],
      authority: [],
    });
  });

  test.each([
    ['another id', answer({ id: 8 })],
    ['another name', answer({ questions: [{ name: 'www.contoso.com', type: 'A' }] })],
    ['another type', answer({ questions: [{ name, type: 'AAAA' }] })],
    ['no question', answer({ questions: [] })],
    ['a query', answer({ type: 'query' })],
  ])('%s is not for us', (_what, bytes) => {
    expect(decodeDnsResponse(bytes, 7, question)).toEqual({ kind: 'unrelated' });
  });

  test('an error without a question is', () => {
    expect(decodeDnsResponse(answer({ questions: [], flags: 0x0181 }), 7, question)).toMatchObject({
      rcode: 'FORMERR',
    });
  });

  test('records of other classes do not count', () => {
    const bytes = answer({ answers: [{ type: 'A', class: 'CH', name, ttl: 1, data: '203.0.113.66' }] });
    expect(decodeDnsResponse(bytes, 7, question)).toMatchObject({ answers: [] });
  });

  test('a flood of records is cut', () => {
    const flood = Array.from({ length: 3000 }, (_, index) => ({
      type: 'A',
      name,
      ttl: 1,
      data: `198.51.${index >> 8}.${index & 255}`,
    }));
    expect(decodeDnsResponse(answer({ answers: flood }), 7, question)).toHaveProperty('answers.length', 1024);
  });

  test('truncated anywhere, and with any byte changed, it never throws and never invents a certainty of another id', () => {
    const whole = answer();
    for (let length = 0; length < whole.length; length += 1) {
      expect(['malformed', 'unrelated', 'response']).toContain(
        decodeDnsResponse(whole.subarray(0, length), 7, question).kind,
      );
    }
    for (let at = 0; at < whole.length; at += 1) {
      for (const flip of [0x01, 0x80, 0xff]) {
        const damaged = Uint8Array.from(whole);
        damaged[at] = (damaged[at] ?? 0) ^ flip;
        const response = decodeDnsResponse(damaged, 7, question);
        expect(at < 2 ? response.kind : 'fine').toBe(at < 2 ? 'unrelated' : 'fine');
      }
    }
  });

  test('compression pointers that point at themselves, forward or without end', () => {
    const header = Uint8Array.from([0, 7, 0x81, 0x80, 0, 1, 0, 0, 0, 0, 0, 0]);
    for (const tail of [
      [0xc0, 12, 0, 1, 0, 1],
      [0xc0, 200, 0, 1, 0, 1],
      [1, 97, 0xc0, 12, 0, 1, 0, 1],
      [0xc0],
      [0x80, 0, 0, 1, 0, 1],
    ]) {
      expect(decodeDnsResponse(Uint8Array.from([...header, ...tail]), 7, question).kind).toBe('malformed');
    }
  });

  test('a name of 255 octets made of pointers to pointers', () => {
    const many = Array.from({ length: 200 }, () => ({
      type: 'CNAME',
      name,
      ttl: 1,
      data: `${'a'.repeat(60)}.${'b'.repeat(60)}.${'c'.repeat(60)}.example`,
    }));
    expect(decodeDnsResponse(answer({ answers: many }), 7, question).kind).toBe('response');
  });
});
