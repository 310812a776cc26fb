import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startSimulatorProcess } from '../../../src/session/setup/simulator-process';

/** A simulator's process that is ready at once. */
function ready(onMessage: string) {
  const mainFile = path.join(mkdtempSync(path.join(tmpdir(), 'f1-brain-simulator-')), 'main.cjs');
  writeFileSync(mainFile, `process.on('message', () => { ${onMessage} }); process.send('ready');`);
  return startSimulatorProcess({
    masterUri: 'http://127.0.0.1:9',
    args: [],
    onLine: () => {},
    environment: process.env,
    mainFile,
  });
}

describe('the wall contacts of a simulator', () => {
  test('are waited for on a machine that is busy', async () => {
    const simulator = await ready(
      'setTimeout(() => process.send({ contacts: { events: 2, seconds: 0.5 } }), 1500)',
    );
    expect(await simulator.contacts()).toEqual({ events: 2, seconds: 0.5 });
    await simulator.close();
    expect(await simulator.contacts()).toBeNull();
  });

  test('are not known of one that ends instead of answering', async () => {
    const simulator = await ready('process.exit(3)');
    expect(await simulator.contacts()).toBeNull();
    expect(await simulator.ended).toMatch(/^the simulator ended \(code 3\)/);
  });
});
