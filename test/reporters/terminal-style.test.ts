import { describe, expect, test } from '@jest/globals';
import { markOf, type StreamFacts, styleFor } from '../../src/reporters/terminal-style.ts';

const terminal: StreamFacts = {
  isTerminal: true,
  columns: 100,
  environment: { LANG: 'en_US.UTF-8' },
  platform: 'linux',
  wantsColor: true,
};
const windows = (environment: StreamFacts['environment'], isTerminal = true): StreamFacts => ({
  ...terminal,
  platform: 'win32',
  environment,
  isTerminal,
});

describe('colour', () => {
  test('on a terminal', () => expect(styleFor(terminal).color).toBe(true));
  test.each<[string, Partial<StreamFacts>]>([
    ['a file', { isTerminal: false }],
    ['--no-color', { wantsColor: false }],
    ['NO_COLOR', { environment: { NO_COLOR: '1' } }],
    ['CI', { environment: { CI: 'true' } }],
    ['a dumb terminal', { environment: { TERM: 'dumb' } }],
  ])('not with %s', (_, facts) => expect(styleFor({ ...terminal, ...facts }).color).toBe(false));
  test('an empty NO_COLOR says nothing', () => {
    expect(styleFor({ ...terminal, environment: { NO_COLOR: '' } }).color).toBe(true);
  });
});

describe('marks', () => {
  test.each<[string, StreamFacts, boolean]>([
    ['a UTF-8 terminal', terminal, true],
    ['a UTF-8 pipe', { ...terminal, isTerminal: false }, true],
    ['another locale', { ...terminal, environment: { LC_ALL: 'C', LANG: 'en_US.UTF-8' } }, false],
    ['no locale', { ...terminal, environment: {} }, false],
    ['the Linux console', { ...terminal, environment: { LANG: 'C.UTF-8', TERM: 'linux' } }, false],
    ['Windows Terminal', windows({ WT_SESSION: 'x' }), true],
    ['VS Code', windows({ TERM_PROGRAM: 'vscode' }), true],
    ['the old Windows console', windows({}), false],
    ['a file on Windows', windows({ WT_SESSION: 'x' }, false), false],
  ])('%s', (_, facts, unicode) => {
    const style = styleFor(facts);
    expect(style.unicode).toBe(unicode);
    expect(markOf('fail', style)).toBe(unicode ? '×' : '[FAIL]');
  });
});

test.each<[Partial<StreamFacts>, number]>([
  [{}, 100],
  [{ columns: undefined }, 80],
  [{ columns: 0 }, 80],
  [{ isTerminal: false }, 80],
])('columns for %j', (facts, columns) => expect(styleFor({ ...terminal, ...facts }).columns).toBe(columns));
