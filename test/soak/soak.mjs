// Drives for a long time in the built-in world, over ROS and faster than real time, and judges whether memory, handles
// or latency grow: master, simulator and node are processes of their own, looked at every few seconds. Exit code 0:
// nothing grew. Wants a quiet machine for its latencies.
//
//     npm run soak -- [--minutes 60] [--rtf 3] [--brain slim_pilotnet] [--circuit simple_circuit] [--out out/soak]
//                     [--memory-only] [--no-record] [--publish]
//
// Writes soak.json, soak.md and soak.svg; with --publish the table also goes into docs/safety.md.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { argument, machine, ROOT, replaceBetween, table } from '../../bench/tables.mjs';
import { picture } from './picture.mjs';
import { Watched } from './processes.mjs';
import { judge } from './trend.mjs';

const minutes = Number(argument('--minutes') ?? 60);
const rtf = Number(argument('--rtf') ?? 3);
const brain = argument('--brain') ?? 'slim_pilotnet';
const circuit = argument('--circuit') ?? 'simple_circuit';
const out = path.resolve(argument('--out') ?? path.join(ROOT, 'out', 'soak'));
const memoryOnly = process.argv.includes('--memory-only');
if (!(minutes > 0 && rtf > 0)) {
  process.stderr.write('soak: --minutes and --rtf are positive numbers\n');
  process.exit(64);
}
const say = (text) => process.stderr.write(`${text}\n`);

/** At least 24 looks, so that a short soak has a line to draw too. */
const period_ms = Math.min(5000, (minutes * 60_000) / 24);
const half_h = minutes / 120;
/** Most that each figure may grow over the second half: the noise of any run, what a process takes while it settles in
 *  its first minutes, and so much an hour. A message that is kept for each frame would grow by a hundred times that. */
const bound = (noise, settling, an_hour) => noise + settling / minutes + an_hour * half_h;
const BOUNDS = {
  rss_mib: { title: 'resident memory', unit: 'MiB', bound: bound(8, 60, 8), floor: 1 },
  heap_mib: { title: 'live JavaScript heap', unit: 'MiB', bound: bound(3, 12, 2), floor: 4 },
  external_mib: { title: 'memory outside the heap', unit: 'MiB', bound: bound(4, 12, 2), floor: 4 },
  handles: { title: 'open handles', unit: 'count', bound: 0.9, floor: 1 },
  threads: { title: 'threads', unit: 'count', bound: 0.9, floor: 1 },
  loop_p99_ms: { title: 'event loop delay p99', unit: 'ms', bound: 5, floor: 1, latency: true },
};
const LATENCIES = {
  p50_ms: { title: 'frame to command p50', unit: 'ms', bound: 0.3, floor: 1, latency: true },
  p99_ms: { title: 'frame to command p99', unit: 'ms', bound: 3, floor: 1, latency: true },
};

const percentile = (sorted, share) =>
  sorted.length === 0 ? null : sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];

/** Listens to the node's decisions and the simulator's speed, as any other node would. */
async function listener(masterUri) {
  const require = createRequire(import.meta.url);
  const { rosnodejs } = require(path.join(ROOT, 'dist/ros/rosnodejs/index.js'));
  const node = await rosnodejs.startNode({
    name: 'soak',
    argv: [],
    masterUri,
    host: '127.0.0.1',
    handleSignals: false,
  });
  let latencies = [];
  let speed = null;
  let decisions = 0;
  node.subscribe('/f1_brain/decision', 'f1_brain/Decision', ({ sensor_to_actuator_ms }) => {
    decisions += 1;
    latencies.push(sensor_to_actuator_ms);
  });
  node.subscribe('/gazebo/performance_metrics', 'gazebo_msgs/PerformanceMetrics', (message) => {
    speed = message.real_time_factor;
  });
  return {
    sample: () => {
      const sorted = latencies.sort((a, b) => a - b);
      latencies = [];
      return {
        p50_ms: percentile(sorted, 0.5),
        p99_ms: percentile(sorted, 0.99),
        decisions,
        real_time_factor: speed,
      };
    },
    close: () => node.shutdown(),
  };
}

async function drive() {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const environment = { SOAK_PERIOD_MS: String(period_ms), ROS_IP: '127.0.0.1' };
  const watched = [];
  const start = async (name, args, masterUri, ready) => {
    const one = new Watched(name, args, { ...environment, ...(masterUri && { ROS_MASTER_URI: masterUri }) });
    watched.push(one);
    await one.line(ready);
    return one;
  };
  let ears = null;
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => {
      for (const one of watched) one.child.kill('SIGTERM');
      process.exit(130);
    });
  }
  try {
    const master = await start('master', ['master', '--port', '0'], null, /ROS_MASTER_URI=http\S+/);
    const uri = /ROS_MASTER_URI=(\S+)/.exec(master.output)[1];
    await start('simulator', ['simulate', '--circuit', circuit, '--rtf', String(rtf)], uri, /is ready/);
    ears = await listener(uri);
    const record = process.argv.includes('--no-record') ? ['--no-record'] : [];
    const args = ['run', brain, '--circuit', circuit, '--json', '--out', path.join(out, 'run'), ...record];
    const node = await start('node', args, uri, /drives with/);
    say(`${brain} drives ${circuit} for ${minutes} min at ${rtf} times real time`);
    const samples = await look(watched, ears);
    const how = await node.stop();
    if (how !== 0) throw new Error(`the node ended with ${how}:\n${node.log}`);
    const statistics = JSON.parse(node.output);
    return { samples, statistics };
  } finally {
    await ears?.close();
    for (const one of watched.reverse()) await one.stop('SIGTERM');
  }
}

async function look(watched, ears) {
  const begin_ms = performance.now();
  const samples = [];
  let told_ms = begin_ms;
  while (performance.now() - begin_ms < minutes * 60_000) {
    await new Promise((resolve) => setTimeout(resolve, period_ms));
    const gone = watched.find((one) => !one.running);
    if (gone) throw new Error(`${gone.name} has ended:\n${gone.log}`);
    const now_ms = performance.now();
    const sample = {
      minutes: (now_ms - begin_ms) / 60_000,
      ...Object.fromEntries(watched.map((one) => [one.name, one.sample()])),
      drive: ears.sample(),
    };
    samples.push(sample);
    if (now_ms - told_ms < 30_000 && samples.length > 1) continue;
    told_ms = now_ms;
    const { node, simulator, drive } = sample;
    say(
      `${sample.minutes.toFixed(1).padStart(5)} min: node ${node.rss_mib.toFixed(0)} MiB, ${node.handles} handles; ` +
        `simulator ${simulator.rss_mib.toFixed(0)} MiB, ${simulator.handles} handles; ` +
        `frame to command ${drive.p50_ms?.toFixed(2)} ms p50, ${drive.p99_ms?.toFixed(2)} ms p99; ` +
        `${drive.decisions} decisions, ${drive.real_time_factor?.toFixed(2)} times real time`,
    );
  }
  return samples;
}

function verdicts(samples) {
  const of = (name, figures) =>
    Object.entries(figures).map(([key, { title, unit, bound, floor, latency }]) => {
      const points = samples.map((sample) => [sample.minutes, sample[name][key]]);
      const judged = judge(points, bound, samples.length >= 48 ? floor : 1);
      return {
        process: name === 'drive' ? 'node' : name,
        key,
        title,
        unit,
        latency: latency === true,
        ...judged,
      };
    });
  return [...['node', 'simulator', 'master'].flatMap((name) => of(name, BOUNDS)), ...of('drive', LATENCIES)];
}

function panels(samples) {
  const curve = (name, key) => ({
    name,
    points: samples.map((sample) => [sample.minutes, sample[name][key]]),
  });
  return [
    ...Object.entries(BOUNDS).map(([key, { title, unit }]) => ({
      title,
      unit,
      curves: ['node', 'simulator', 'master'].map((name) => curve(name, key)),
    })),
    ...Object.entries(LATENCIES).map(([key, { title, unit }]) => ({
      title,
      unit,
      curves: [{ ...curve('drive', key), name: 'node' }],
    })),
  ];
}

const { samples, statistics } = await drive();
const judged = verdicts(samples);
const counted = judged.filter(({ latency }) => !(memoryOnly && latency));
const grown = counted.filter(({ grows }) => grows);
const figure = (value, unit) =>
  value === null ? '–' : `${value.toFixed(unit === 'count' ? (Number.isInteger(value) ? 0 : 1) : 2)}`;
const rows = counted.map(({ process: name, title, unit, median, growth, bound, grows }) => [
  name,
  `${title}, ${unit}`,
  figure(median, unit),
  growth === null ? '–' : `${growth >= 0 ? '+' : ''}${growth.toFixed(2)}`,
  bound.toFixed(1),
  grows === null ? 'not known' : grows ? '**yes**' : 'no',
]);
const laps = statistics.laps_completed;
const driven = `${minutes} min at ${rtf} times real time on ${circuit} with ${brain}: ${statistics.decisions} decisions, ${laps} laps, ${(statistics.completed_distance_m / 1000).toFixed(1)} km.`;
const text = [
  driven,
  '',
  table(['process', 'figure', 'median of the second half', 'growth in it', 'bound', 'grows'], rows),
  '',
  machine(),
].join('\n');
writeFileSync(
  path.join(out, 'soak.json'),
  `${JSON.stringify({ minutes, rtf, brain, circuit, judged, samples, statistics }, null, 1)}\n`,
);
writeFileSync(path.join(out, 'soak.md'), `${text}\n`);
writeFileSync(path.join(out, 'soak.svg'), picture(driven, panels(samples)));
if (process.argv.includes('--publish')) replaceBetween('docs/safety.md', 'soak', text);
process.stdout.write(`${text}\n`);
const stood = !(statistics.decisions > 0 && statistics.completed_distance_m > 0);
if (stood) say('soak: the car was not driven');
for (const { process: name, title } of grown) say(`soak: ${title} of the ${name} grows`);
process.exit(stood || grown.length > 0 ? 1 : 0);
