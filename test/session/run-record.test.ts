import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readBrain } from '../../src/config/brain-file';
import { DEFAULT_RECORDING } from '../../src/config/recording';
import { RunMonitor } from '../../src/session/run-monitor';
import { runRecord } from '../../src/session/run-record';
import { SessionLog } from '../../src/session/session-log';
import type { Brain } from '../../src/types';
import { contentsOf, jsonOf } from './recording/support/bag-contents';

const log = new SessionLog('silent', () => {});

test('a bag says who drove when it began, and with which seed, whoever takes over later', async () => {
  const configuration = readBrain('line_follower');
  const driver = (name: string) => ({
    configuration,
    brain: { name, model: null, provider: null } as Brain,
    model: null,
  });
  let [driving, seed] = [driver('first'), 1];
  const monitor = new RunMonitor({
    circuit: null,
    direction: 'forward',
    laps: 1,
    onEnd: () => {},
  });
  const record = runRecord({
    driving: () => driving,
    settings: DEFAULT_RECORDING,
    folder: mkdtempSync(path.join(tmpdir(), 'f1-brain-run-record-')),
    nodeName: '/car',
    decisionTopic: '/car/decision',
    recordTime: 'wall',
    perfectLap: null,
    circuitArgument: null,
    monitor,
    log,
    facts: () => ({
      world: 'ros',
      circuit: null,
      direction: 'forward',
      laps: 1,
      seed,
      endless: false,
      topics: { odometry: '/odom', clock: '/clock', command: '/cmd_vel', decision: '/car/decision' },
      odometry_stamps: null,
    }),
    counts: () => ({
      received: 0,
      answered: 0,
      superseded: 0,
      failed: 0,
      rejected: 0,
      limited: 0,
      steered: 0,
    }),
    wallContacts: () => null,
  });
  const told: unknown[] = [];
  for (const next of ['second', 'third']) {
    const file = await record.start();
    [driving, seed] = [driver(next), seed + 1];
    await record.stop().catch(() => {});
    told.push(jsonOf((await contentsOf(file)).topics, '/metadata').f1_brain);
  }
  expect(told).toMatchObject([
    { brain: 'first', seed: 1 },
    { brain: 'second', seed: 2 },
  ]);
  expect(Object.keys(told[0] as object).slice(0, 5)).toEqual([
    'world',
    'circuit',
    'direction',
    'laps',
    'seed',
  ]);
});
