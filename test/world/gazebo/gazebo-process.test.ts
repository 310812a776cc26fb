import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { startGazeboProcess } from '../../../src/world/gazebo/gazebo-process';
import { temporaryFolder } from '../../helpers/command-line';

const environment = { PATH: process.env.PATH };

const until = async (condition: () => boolean) => {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10));
};

describe('startGazeboProcess', () => {
  it('tells how the program ended by itself', async () => {
    const { ended, close } = await startGazeboProcess('sh', ['-c', 'exit 3'], environment);
    expect(await ended).toBe('exit code 3');
    await close();
  });

  it('asks the program and what it has started to end', async () => {
    const file = path.join(temporaryFolder(), 'said');
    const inner = `trap 'echo asked >> ${file}; exit' INT; echo ready >> ${file}; while :; do sleep 0.01; done`;
    const process = await startGazeboProcess('sh', ['-c', `sh -c "$1"; exit 7`, 'sh', inner], environment);
    await until(() => existsSync(file) && readFileSync(file, 'utf8').includes('ready'));
    await process.close();
    expect(readFileSync(file, 'utf8')).toBe('ready\nasked\n');
  });

  it('rejects a program that is not there', async () => {
    await expect(startGazeboProcess('/no/such/program', [], environment)).rejects.toThrow(
      /^\/no\/such\/program cannot be started \(.*ENOENT.*\)$/,
    );
  });
});
