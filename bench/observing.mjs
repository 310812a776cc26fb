// What watching a node and changing its brain does to its commands: the built-in world, a node of its own process,
// and an observer here. Prints one JSON object: latencies from frame to command (ms) and the longest time between two
// commands, by what was done meanwhile.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { argument, ROOT } from './tables.mjs';

const require = createRequire(import.meta.url);
const { startMaster } = require(path.join(ROOT, 'dist/ros/master/master.js'));
const { rosnodejs } = require(path.join(ROOT, 'dist/ros/rosnodejs/index.js'));
const MAIN = path.join(ROOT, 'dist/cli/main.js');
const seconds = Number(argument('--seconds') ?? 20);
const changes = Number(argument('--changes') ?? 10);
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const master = await startMaster({ host: '127.0.0.1', port: 0 });
const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-observing-'));
const env = { ...process.env, ROS_MASTER_URI: master.uri, ROS_IP: '127.0.0.1' };
const start = (args, ready) =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [MAIN, ...args], { env, stdio: ['ignore', 'ignore', 'pipe'] });
    children.push(child);
    child.stderr.setEncoding('utf8').on('data', (text) => ready.test(text) && resolve(child));
    child.once('exit', (code) => reject(new Error(`f1-brain ${args[0]} ended with ${code}`)));
  });
const children = [];
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});
const world = await start(['simulate'], /is ready/);
const node = await start(['run', 'slim_pilotnet', '--no-record', '--out', folder], /drives with/);
const observer = await rosnodejs.startNode({
  name: 'observer',
  masterUri: master.uri,
  host: '127.0.0.1',
  argv: [],
});

const decisions = [];
observer.subscribe('/f1_brain/decision', 'f1_brain/Decision', ({ left_ms, sensor_to_actuator_ms }) => {
  decisions.push({ left_ms, latency_ms: sensor_to_actuator_ms });
});

/** Latency and gaps while `action` runs. */
async function during(action) {
  decisions.length = 0;
  await action();
  const latencies = decisions.map(({ latency_ms }) => latency_ms).sort((a, b) => a - b);
  const gaps = decisions.slice(1).map(({ left_ms }, i) => left_ms - decisions[i].left_ms);
  const at = (share) => latencies[Math.min(latencies.length - 1, Math.floor(share * latencies.length))];
  return {
    commands: decisions.length,
    p50_ms: at(0.5),
    p99_ms: at(0.99),
    max_ms: latencies.at(-1),
    longest_gap_ms: Math.max(...gaps),
  };
}

const load = (model) =>
  observer.callService(
    '/f1_brain/load_brain',
    'f1_brain/LoadBrain',
    { brain: 'pilotnet', model, provider: '' },
    30_000,
  );

await pause(5000);
const results = { 'nobody looks': await during(() => pause(seconds * 1000)) };
const looking = ['~debug/image', '~metrics', '/diagnostics'].map((name) =>
  observer.subscribe(
    name.replace('~', '/f1_brain/'),
    { '~debug/image': 'sensor_msgs/Image', '~metrics': 'f1_brain/Metrics' }[name] ??
      'diagnostic_msgs/DiagnosticArray',
    () => {},
  ),
);
await pause(1000);
results['picture, metrics and diagnostics looked at'] = await during(() => pause(seconds * 1000));
for (const subscription of looking) await subscription.close();
const load_ms = [];
results[`${changes} changes of brain`] = await during(async () => {
  for (let i = 0; i < changes; i++) {
    const answer = await load(i % 2 === 0 ? 'pilotnet_int8' : 'slim_pilotnet');
    if (!answer.success) throw new Error(answer.message);
    load_ms.push(answer.load_ms);
    await pause(1000);
  }
});
console.log(JSON.stringify({ results, load_ms: load_ms.sort((a, b) => a - b) }));

await observer.shutdown();
for (const child of [node, world]) {
  child.removeAllListeners('exit');
  child.kill('SIGINT');
  await new Promise((resolve) => child.once('exit', resolve));
}
await master.close();
rmSync(folder, { recursive: true, force: true });
