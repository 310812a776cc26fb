import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ACCOUNTS, type InRos } from '../docs/support/accounts';
import { documentedCommands } from '../docs/support/commands';
import { type Child, freePort, Processes, ROOT } from './support/processes';
import { eventually, nodesOf, startRoscore } from './support/roscore';

const MAIN = path.join(ROOT, 'dist', 'cli', 'main.js');
const COMMAND = '/F1ROS/cmd_vel';
const CAMERA = '/F1ROS/cameraL/image_raw';

const texts = [...new Set(documentedCommands().map(({ text }) => text))];
const those = (kind: InRos['ros']) =>
  texts
    .map((text) => ({ text, account: ACCOUNTS[text] as InRos | undefined }))
    .filter(({ account }) => account !== undefined && 'ros' in account && account.ros === kind)
    .map(({ text, account }) => [text, { line: text, ...account! }] as const);

/** What stands in the documents, typed into a shell beside what the documents take for granted. */
describe('commands of the documents that need ROS', () => {
  let processes: Processes;
  let uri: string;
  let bin: string;

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

  function type({ line, as }: { line: string; as?: string }): Child {
    const env = { PATH: `${bin}:${process.env.PATH}`, CHECKOUT: ROOT };
    return processes.start('bash', ['-c', as ?? line], env);
  }

  const isPublished = (topic: string) =>
    eventually(async () => (await nodesOf(uri, 0, topic)).length > 0, 30_000);
  const isGone = (topic: string) =>
    eventually(async () => (await nodesOf(uri, 0, topic)).length === 0, 30_000);

  /** Ctrl-C, which reaches a shell and what it started. */
  async function interrupt(child: Child): Promise<number | null> {
    child.signalGroup('SIGINT');
    return child.ended;
  }

  describe('alone', () => {
    test.each(those('world'))('%s', async (_, command) => {
      const world = type(command);
      await isPublished(CAMERA);
      expect(await interrupt(world)).toBe(0);
      await isGone(CAMERA);
    });
  });

  describe('beside the built-in world', () => {
    beforeAll(async () => {
      processes.start(process.execPath, [MAIN, 'simulate']);
      await isPublished(CAMERA);
    });

    test.each(those('driver'))('%s', async (_, command) => {
      const driver = type(command);
      await isPublished(COMMAND);
      await processes.run('rostopic', 'echo', '-n', '1', COMMAND);
      expect(await interrupt(driver)).toBe(command.code ?? 0);
      await isGone(COMMAND);
    });

    describe('and the node', () => {
      beforeAll(async () => {
        processes.start(process.execPath, [MAIN, 'run', 'pilotnet']);
        await isPublished(COMMAND);
        await processes.run('rostopic', 'echo', '-n', '1', COMMAND);
      });

      test.each(those('answers'))('%s', async (_, command) => {
        const child = type(command);
        expect({ code: await child.ended, said: child.text }).toMatchObject({ code: 0 });
        expect(child.text).toMatch(command.says ?? /./);
      });
    });
  });
});
