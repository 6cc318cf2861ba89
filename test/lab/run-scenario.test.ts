import { expect, test } from '@jest/globals';
import { checks } from '../../checks/index.ts';
import { startLab } from './lab.ts';
import { runInLab } from './run-scenario.ts';
import { healthy } from './scenarios/healthy.ts';

test('a run in the lab has the screen and the files that it is given', async () => {
  const lab = await startLab(healthy);
  try {
    const printed: string[] = [];
    const files: Record<string, string> = {};
    const { exitCode, stdout } = await runInLab(lab, checks, ['--record', 'out/facts.json'], {
      stdout: { write: (text) => void printed.push(text), terminal: undefined, columns: 132 },
      folderExists: async () => true,
      writeFile: async (path, text) => {
        files[path] = text;
      },
    });
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
    expect(printed.join('')).toMatch(/^READY\n/);
    expect(JSON.parse(files['out/facts.json'] ?? '{}')).toMatchObject({ tapeVersion: 1 });
  } finally {
    await lab.stop();
  }
});
