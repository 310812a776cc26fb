// Drives every brain on every circuit, both ways, and writes the tables of docs/driving.md.
//
//     npm run laps -- [--world lockstep|ros] [--brains pilotnet,slim_pilotnet,line_follower] [--circuits NAME,NAME]
//
// The tables of some circuits are printed: those of the documents are of all.
import { execFile } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { argument, machine, ROOT, replaceBetween, table } from './tables.mjs';

const CIRCUITS = ['simple_circuit', 'many_curves', 'montreal_line', 'montmelo_line', 'nurburgring_line'];
const DIRECTIONS = ['forward', 'reverse'];
const run = promisify(execFile);

async function lap(brain, circuit, direction, world) {
  const out = path.join(ROOT, 'out', 'laps', `${world}-${brain}-${circuit}-${direction}`);
  // One record a lap stays, for `f1-brain report out/laps`.
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const args = ['lap', brain, '--circuit', circuit, '--direction', direction, '--world', world];
  try {
    const { stdout } = await run(
      process.execPath,
      [path.join(ROOT, 'dist/cli/main.js'), ...args, '--json', '--out', out],
      { maxBuffer: 1 << 24 },
    );
    return JSON.parse(stdout);
  } catch (error) {
    // Exit code 1 is a lap that was not completed; its figures still count.
    if (error.code === 1 && error.stdout) return JSON.parse(error.stdout);
    throw error;
  }
}

const cell = (value, digits) => (value === null ? '–' : value.toFixed(digits));

function row(s) {
  return [
    s.circuit,
    s.direction,
    s.completed ? 'yes' : `no (${s.ended_because})`,
    cell(s.lap_seconds, 2),
    cell(s.average_speed_mps, 2),
    cell(s.position_deviation_mean_m, 3),
    cell(s.position_deviation_max_m, 3),
    cell(s.wall_contacts, 0),
    cell(s.sensor_to_actuator_ms.p50, 2),
    cell(s.sensor_to_actuator_ms.p99, 2),
    cell(s.decisions_per_second, 1),
    cell(s.real_time_factor, 1),
  ];
}

const HEADER = [
  'circuit',
  'direction',
  'completed',
  'lap s',
  'speed m/s',
  'deviation mean m',
  'deviation max m',
  'wall contacts',
  'latency p50 ms',
  'latency p99 ms',
  'decisions 1/s',
  'real time factor',
];

const worlds = (argument('--world') ?? 'lockstep,ros').split(',');
const circuits = argument('--circuits')?.split(',') ?? CIRCUITS;
const brains = (argument('--brains') ?? 'pilotnet,slim_pilotnet,line_follower').split(',');
for (const world of worlds) {
  for (const brain of brains) {
    const rows = [];
    for (const circuit of circuits) {
      for (const direction of DIRECTIONS) {
        // The wall clock makes ROS laps slow; one direction tells what the other would.
        if (world === 'ros' && direction === 'reverse') continue;
        const statistics = await lap(brain, circuit, direction, world);
        rows.push(row(statistics));
        process.stderr.write(`${world} ${brain} ${rows.at(-1).join(' | ')}\n`);
      }
    }
    const text = `${table(HEADER, rows)}\n\n${machine()}\n`;
    if (circuits !== CIRCUITS) {
      process.stdout.write(`${world} ${brain}\n\n${text}\n`);
      continue;
    }
    replaceBetween('docs/driving.md', `laps ${world} ${brain}`, text);
  }
}
