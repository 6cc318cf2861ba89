/** Starts and stops the healthy lab that many times; then nothing may keep this process alive. */
import { startLab } from './lab.ts';
import { healthy } from './scenarios/healthy.ts';

for (let left = Number(process.argv[2]); left > 0; left--) await (await startLab(healthy)).stop();
// Comes only when no handle is left to wait for.
process.once('beforeExit', () => process.stdout.write('nothing left'));
