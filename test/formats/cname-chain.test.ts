import { describe, expect, test } from '@jest/globals';
import { followCnames, MAX_CNAME_LINKS } from '../../src/formats/cname-chain.ts';

const alias = (name: string, data: string) => ({ name, type: 'CNAME', data });
const address = (name: string, data: string) => ({ name, type: 'A', data });

describe('following aliases', () => {
  test('whatever the order of the records', () => {
    const records = [
      address('c.example', '203.0.113.1'),
      alias('b.example', 'C.example.'),
      alias('A.example', 'b.example'),
    ];
    expect(followCnames('a.example', 'A', records)).toEqual({
      targets: ['b.example', 'c.example'],
      data: ['203.0.113.1'],
      loops: false,
    });
  });

  test('addresses of other names do not count', () => {
    expect(followCnames('a.example', 'A', [address('b.example', '203.0.113.1')]).data).toEqual([]);
    expect(
      followCnames('a.example', 'A', [alias('a.example', 'b.example'), address('a.example', '203.0.113.1')]).data,
    ).toEqual([]);
  });

  test.each([
    [[alias('a.example', 'a.example')], []],
    [[alias('a.example', 'b.example'), alias('b.example', 'a.example')], ['b.example']],
  ])('in a circle', (records, targets) => {
    expect(followCnames('a.example', 'A', records)).toEqual({ targets, data: [], loops: true });
  });

  test('a chain without end', () => {
    const records = Array.from({ length: 500 }, (_, index) => alias(`n${index}.example`, `n${index + 1}.example`));
    expect(followCnames('n0.example', 'A', records).targets).toHaveLength(MAX_CNAME_LINKS);
  });

  test('the first of several aliases counts', () => {
    expect(
      followCnames('a.example', 'CNAME', [alias('a.example', 'b.example'), alias('a.example', 'c.example')]).targets,
    ).toEqual(['b.example']);
  });
});
