/**
 * Record and replay: a host that keeps every question and its answer, and a host that answers from what was kept. With
 * the settings of the run beside them, the same facts can be judged again by anybody, anywhere, touching nothing.
 */
export { NotRecorded } from './tape/not-recorded.ts';
export { type Recording, recordHost } from './tape/record.ts';
export { replayHost } from './tape/replay.ts';
export { parseTape, renderTape, type Tape, type TapeHead } from './tape/tape-file.ts';
