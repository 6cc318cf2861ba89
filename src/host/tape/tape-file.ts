import type { Json } from '../../core/json.ts';
import { answerShapes, isCallName } from './answers.ts';
import { fromPlainData, MisshapenData, toPlainData } from './plain-data.ts';
import { keyOf, type Question } from './questions.ts';
import type { Answer, RecordedCall } from './record.ts';
import { concealSecrets } from './secrets.ts';
import { isObject } from './shape.ts';

const tapeVersion = 1;
/** A run asks some hundred questions; a file with far more was not written by one. */
const maxCalls = 20_000;

/** Values of settings, by their names in a settings file. */
type Settings = Readonly<Record<string, string | number | boolean | readonly string[]>>;

export interface TapeHead {
  /** Of the program that recorded. */
  readonly version: string;
  /** What the run was about, so that the facts are judged as they were. */
  readonly settings: Settings;
}

export interface Tape extends TapeHead {
  readonly calls: readonly RecordedCall[];
}

/** The recording as the text of a file. */
export function renderTape(calls: readonly RecordedCall[], { version, settings }: TapeHead): string {
  const head = {
    tapeVersion,
    tool: { name: 'cmg-preflight', version },
    settings: Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, conceal(value)])),
  };
  const lines = calls.map(({ question, answers }) =>
    JSON.stringify({ ...question, answers: answers.map(renderAnswer) }),
  );
  // One line per question, so that a recording can be read and compared.
  return `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "calls": [\n    ${lines.join(',\n    ')}\n  ]\n}\n`;
}

function conceal(value: Settings[string]): Json {
  if (typeof value === 'string') return concealSecrets(value);
  return typeof value === 'object' ? value.map(concealSecrets) : value;
}

function renderAnswer(answer: Answer): Json {
  switch (answer.kind) {
    case 'gave':
      return { gave: toPlainData(answer.value) };
    case 'threw':
      return { threw: { name: answer.name, message: answer.message } };
    case 'none':
      return { none: answer.why };
  }
}

export type ParsedTape =
  | { readonly ok: true; readonly tape: Tape }
  /** @property reason one sentence */
  | { readonly ok: false; readonly reason: string };

/** Reads the text of a file that anybody may have written. */
export function parseTape(content: string): ParsedTape {
  let data: unknown;
  try {
    data = JSON.parse(content);
  } catch {
    return { ok: false, reason: 'it is not JSON.' };
  }
  try {
    return { ok: true, tape: readTape(data) };
  } catch (error) {
    if (error instanceof MisshapenData) return { ok: false, reason: `${error.message}.` };
    throw error;
  }
}

function readTape(data: unknown): Tape {
  if (!isObject(data) || data.tapeVersion === undefined) throw new MisshapenData('it has no "tapeVersion"');
  if (data.tapeVersion !== tapeVersion) {
    const found = JSON.stringify(data.tapeVersion).slice(0, 20);
    throw new MisshapenData(`its tapeVersion is ${found} and this program reads ${tapeVersion}`);
  }
  const { tool, settings, calls } = data;
  if (!isObject(tool) || typeof tool.version !== 'string') throw new MisshapenData('it does not say who recorded it');
  if (!isObject(settings) || !isSettings(settings)) throw new MisshapenData('its "settings" are none');
  if (!Array.isArray(calls)) throw new MisshapenData('its "calls" are no list');
  if (calls.length > maxCalls) throw new MisshapenData(`it holds more than ${maxCalls} questions`);
  const read = calls.map(readCall);
  if (new Set(read.map(({ question }) => keyOf(question))).size < read.length) {
    throw new MisshapenData('it holds the same question twice');
  }
  return { version: tool.version, settings, calls: read };
}

function isSettings(settings: Readonly<Record<string, unknown>>): settings is Settings {
  const isText = (value: unknown) => typeof value === 'string';
  return Object.values(settings).every(
    (value) => ['string', 'number', 'boolean'].includes(typeof value) || (Array.isArray(value) && value.every(isText)),
  );
}

function readCall(data: unknown, at: number): RecordedCall {
  const where = `calls[${at}]`;
  if (!isObject(data)) throw new MisshapenData(`${where} is no object`);
  const { call, arguments: args, answers } = data;
  if (!isCallName(call)) throw new MisshapenData(`${where} asks what no host is asked`);
  if (!Array.isArray(args)) throw new MisshapenData(`${where} has no arguments`);
  if (!Array.isArray(answers) || answers.length === 0) throw new MisshapenData(`${where} has no answers`);
  // Read once for its depth and its special values; what is kept is the plain form that questions are compared in.
  for (const argument of args) fromPlainData(argument);
  const question: Question = { call, arguments: args };
  return { question, answers: answers.map((answer, nth) => readAnswer(question, answer, `${where}.answers[${nth}]`)) };
}

function readAnswer({ call }: Question, data: unknown, where: string): Answer {
  if (!isObject(data)) throw new MisshapenData(`${where} is no object`);
  const { threw, none } = data;
  if (none === 'unanswered' || none === 'too-large') return { kind: 'none', why: none };
  if (isObject(threw) && typeof threw.name === 'string' && typeof threw.message === 'string') {
    return { kind: 'threw', name: threw.name, message: threw.message };
  }
  if (!('gave' in data)) throw new MisshapenData(`${where} says nothing`);
  const value = fromPlainData(data.gave as Json);
  const complaint = answerShapes[call](value, where);
  if (complaint !== undefined) throw new MisshapenData(complaint);
  return { kind: 'gave', value };
}
