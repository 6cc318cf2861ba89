import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { type LookupProcess, startLookupProcess } from '../../../src/host/network/lookup-process.ts';
import { LOOKUP_ARGUMENT, lineReader, MAX_LINE_LENGTH } from '../../../src/host/network/lookup-protocol.ts';

const main = join(import.meta.dirname, '../../../src/main.ts');
const running: LookupProcess[] = [];
afterEach(() => {
  for (const one of running.splice(0)) one.end();
});

function started(program: string, args: readonly string[]): LookupProcess {
  const one = startLookupProcess({ program, args, folder: '/', environment: {} });
  running.push(one);
  return one;
}
const real = () => started(process.execPath, ['--no-warnings', main, LOOKUP_ARGUMENT]);
/** A process that behaves as this program does. */
const script = (text: string) => started(process.execPath, ['-e', text]);

describe('the lookup process', () => {
  test('answers, several questions at a time', async () => {
    const names = real();
    const [found, missing] = await Promise.all([
      names.resolve('localhost'),
      names.resolve('cmg.contoso.invalid').catch((error: unknown) => error),
    ]);
    expect(found.some((address) => address === '127.0.0.1' || address === '::1')).toBe(true);
    expect(missing).toHaveProperty('code', expect.stringMatching(/^E/));
    expect(names.atOnce()).toBe(16);
  });

  test('ends when nobody speaks to it any more', async () => {
    const child = spawn(process.execPath, ['--no-warnings', main, LOOKUP_ARGUMENT], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    child.stdin.write('no question\n{"id":1}\n{"id":2,"name":"localhost"}\n');
    const [answer] = await once(child.stdout.setEncoding('utf8'), 'data');
    expect(JSON.parse(String(answer))).toHaveProperty('id', 2);
    child.stdin.end();
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
  });

  test('is deaf to Ctrl+C, which is for the program', async () => {
    const child = spawn(process.execPath, ['--no-warnings', main, LOOKUP_ARGUMENT], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    child.stdin.write('{"id":1,"name":"localhost"}\n');
    await once(child.stdout, 'data');
    child.kill('SIGINT');
    child.stdin.write('{"id":2,"name":"localhost"}\n');
    await once(child.stdout, 'data');
    child.stdin.end();
    await once(child, 'exit');
  });
});

describe('without one, names are looked up all the same', () => {
  const tests: readonly [string, () => LookupProcess][] = [
    ['there is no such program', () => started('/no/such/program', [])],
    ['it ends at once', () => script('')],
    ['it ends when it is asked', () => script('process.stdin.once("data", () => process.exit())')],
    ['it never stops talking', () => script('setInterval(() => process.stdout.write("x".repeat(9999)), 1)')],
  ];
  test.each(tests)('%s', async (_, start) => {
    const names = start();
    expect(await names.resolve('localhost')).not.toEqual([]);
    expect(await names.resolve('localhost')).not.toEqual([]);
    expect(names.atOnce()).toBe(2);
  });

  test('answers to nobody’s question and words that are no answer are not believed', async () => {
    const names = script(`
      process.stdin.once('data', () => {
        for (const line of ['nonsense', 'null', '[]', '{"id":7,"addresses":["203.0.113.66"]}', '{"id":1,"addresses":[66]}',
          '{"id":"1","addresses":["203.0.113.66"]}', '{"id":1,"addresses":["203.0.113.10"]}']) console.log(line);
      });
      setInterval(() => {}, 1000);`);
    expect(await names.resolve('cmg.contoso.com')).toEqual(['203.0.113.10']);
  });
});

test('ended, it is gone whatever it waits for', async () => {
  const names = script('setInterval(() => {}, 1000)');
  const asked = names.resolve('localhost');
  names.end();
  await expect(asked).rejects.toMatchObject({ code: 'ECANCELED' });
});

test('lines are cut wherever the pieces are', () => {
  const lines: string[] = [];
  const read = lineReader((line) => lines.push(line));
  expect(['{"a"', ':1}\n{"b":2}\n', '\n', 'rest'].map(read)).toEqual([true, true, true, true]);
  expect(lines).toEqual(['{"a":1}', '{"b":2}', '']);
  expect(read('x'.repeat(MAX_LINE_LENGTH))).toBe(false);
});
