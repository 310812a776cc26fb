import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder, writeRing } from '../helpers/command-line';
import { run } from '../helpers/in-process';

describe('f1-brain export-gazebo', () => {
  it('writes the world of a circuit file and tells how to launch it', async () => {
    const folder = temporaryFolder();
    const out = path.join(folder, 'gazebo');
    const { code, stdout, stderr } = await run(['export-gazebo', writeRing(folder), out]);
    const world = path.join(out, 'worlds', 'ring.world');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(`${world}\nroslaunch f1_brain gazebo.launch world:=${world}\n`);
    expect(existsSync(world)).toBe(true);
  });

  it('says in one line why it does not write', async () => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, 'mine.txt'), 'x');
    const refused = await run(['export-gazebo', 'simple_circuit', folder]);
    expect(refused).toEqual({
      code: 2,
      stdout: '',
      stderr: `f1-brain: ${folder}: is not empty and was not made by export-gazebo; name another folder, or remove it\n`,
    });
    const unknown = await run(['export-gazebo', 'simple_circus', path.join(folder, 'new')]);
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toMatch(/^f1-brain: Circuit 'simple_circus' is unknown.*simple_circuit.*\n$/);
    expect(existsSync(path.join(folder, 'new'))).toBe(false);
    const nowhere = await run(['export-gazebo', 'simple_circuit', '/proc/gazebo']);
    expect(nowhere.code).toBe(2);
    expect(nowhere.stderr.split('\n')).toHaveLength(2);
  }, 180_000);
});
