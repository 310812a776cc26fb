import { readFileSync } from 'node:fs';
import path from 'node:path';
import { start, temporaryFolder } from '../helpers/command-line';
import { run } from '../helpers/in-process';

const folder = temporaryFolder();
const NOBODY = { ROS_MASTER_URI: 'http://127.0.0.1:9', ROS_IP: '127.0.0.1' };

describe('the log file that roslaunch gives a node', () => {
  test('has the lines of the log', async () => {
    const file = path.join(folder, 'f1_brain-1.log');
    const node = start(['run', 'line_follower', '__name:=f1_brain', `__log:=${file}`], NOBODY);
    await node.said(/no ROS master/);
    node.child.kill('SIGINT');
    expect((await node.ended).code).toBe(0);
    expect(readFileSync(file, 'utf8')).toMatch(/^\[WARN\] \d{4}-\d\d-\d\dT[\d:.]+Z: no ROS master at .*\n$/);
  });

  test.each([
    ['a name that no brain has', 'line_folower', /did you mean 'line_follower'/],
    ['an option that there is not', '--modle=x', /unknown option '--modle=x'/],
  ])('says why the node has died: %s', async (_, argument, reason) => {
    const file = path.join(folder, `${argument}.log`);
    expect((await run(['run', argument, `__log:=${file}`], NOBODY)).code).toBe(2);
    expect(readFileSync(file, 'utf8')).toMatch(/^\[FATAL\] .*\n/);
    expect(readFileSync(file, 'utf8')).toMatch(reason);
  });

  test('may be impossible to write: the node says so once and goes on', async () => {
    const node = start(['run', 'line_follower', `__log:=${folder}/none/f1_brain-1.log`], NOBODY);
    await node.said(/the log cannot be written there \(ENOENT/);
    await node.said(/no ROS master/);
    node.child.kill('SIGINT');
    const { code, stderr } = await node.ended;
    expect({ code, said: stderr.match(/cannot be written/g) }).toEqual({
      code: 0,
      said: ['cannot be written'],
    });
  });
});
