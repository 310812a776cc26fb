import { chmodSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ACCOUNTS } from '../docs/support/accounts';
import { documentedCommands } from '../docs/support/commands';
import { type Child, freePort, Processes, ROOT } from './support/processes';
import { eventually, nodesOf, startRoscore } from './support/roscore';

const MAIN = path.join(ROOT, 'dist', 'cli', 'main.js');
const COMMAND = '/F1ROS/cmd_vel';

/** What stands in the documents, with the world that they take for granted beside it. */
const documented = documentedCommands().filter(({ text }) => 'ros' in (ACCOUNTS[text] ?? {}));
const texts = [...new Set(documented.map(({ text }) => text))];

describe('commands of the documents that need ROS', () => {
  let processes: Processes;
  let uri: string;
  let bin: string;
  const tried: string[] = [];

  beforeAll(async () => {
    uri = `http://127.0.0.1:${await freePort()}`;
    processes = new Processes(uri);
    await startRoscore(processes);
    // `npx f1-brain` of a checkout.
    bin = mkdtempSync(path.join(tmpdir(), 'f1-brain-npx-'));
    writeFileSync(path.join(bin, 'npx'), `#!/bin/sh\nshift\nexec "${process.execPath}" "${MAIN}" "$@"\n`);
    chmodSync(path.join(bin, 'npx'), 0o755);
  });

  afterAll(() => processes.killAll());

  /** Types a documented command; `more` is what the test adds to it. */
  function type(text: string, more: string[] = []): Child {
    expect(texts).toContain(text);
    tried.push(text);
    const [program, ...args] = text.split(' ');
    return processes.start(program!, [...args, ...more], { PATH: `${bin}:${process.env.PATH}` });
  }

  const drives = () => eventually(async () => (await nodesOf(uri, 0, COMMAND)).includes('/f1_brain'), 30_000);
  const publishes = (topic: string) =>
    eventually(async () => (await nodesOf(uri, 0, topic)).length > 0, 30_000);
  const isGone = () => eventually(async () => (await nodesOf(uri, 0, COMMAND)).length === 0, 30_000);

  it('npx f1-brain simulate', async () => {
    type('npx f1-brain simulate');
    await publishes('/F1ROS/cameraL/image_raw');
  });

  it('npx f1-brain run pilotnet, rosservice and a dataset of what drives', async () => {
    const out = mkdtempSync(path.join(tmpdir(), 'f1-brain-run-'));
    const node = type('npx f1-brain run pilotnet', ['--out', out]);
    await drives();
    await processes.run('rostopic', 'echo', '-n', '1', '/F1ROS/cmd_vel');
    expect(await type('rosservice call /f1_brain/stop_recording').line(/success/)).toMatch(/success: True/);
    expect(await type('rosservice call /f1_brain/start_recording').line(/success/)).toMatch(/success: True/);
    const live = type('npx f1-brain dataset record out/live --from-topic', ['--frames', '20']);
    expect(await live.ended).toBe(0);
    expect(readdirSync(path.join(processes.env.ROS_HOME!, 'out', 'live'))).toContain('data.csv');
    expect(await node.stop()).toBe(0);
    expect(readdirSync(out).filter((file) => file.endsWith('.bag'))).toHaveLength(2);
    await isGone();
  });

  it('roslaunch f1_brain brain.launch brain:=pilotnet', async () => {
    const launch = type('roslaunch f1_brain brain.launch brain:=pilotnet');
    await drives();
    await launch.stop();
    await isGone();
  });

  it('npx f1-brain run mine.yml, with the YAML of the guide for users of BehaviorMetrics', async () => {
    const guide = readFileSync(path.join(ROOT, 'docs', 'from-behaviormetrics.md'), 'utf8');
    const theirs = /```yaml\n([\s\S]*?)```/.exec(guide)![1]!;
    writeFileSync(path.join(processes.env.ROS_HOME!, 'mine.yml'), theirs);
    const node = type('npx f1-brain run mine.yml', ['--circuit', 'simple_circuit']);
    await drives();
    await processes.run('rostopic', 'echo', '-n', '1', '/F1ROS/cmd_vel');
    expect(await node.stop()).toBe(0);
    await isGone();
  });

  it('and no other', () => {
    expect(texts.filter((text) => !tried.includes(text))).toEqual([]);
  });
});
