/**
 * Drives for a long time in the built-in world, over ROS and faster than real time, and judges whether memory, handles
 * or latencies grow: master, simulator and node are processes of their own, looked at every few seconds. Exit code 0:
 * nothing grew. Needs a quiet machine for its latencies. Writes soak.json, soak.md and soak.svg.
 *
 *     npm run soak -- --help
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { measuredWhere, replaceBetween } from '../../scripts/support/documents';
import { PACKAGE_ROOT } from '../../scripts/support/paths';
import { positiveNumber, program, runProgram, say } from '../../scripts/support/program';
import { curvesPicture } from './curves-picture';
import { type SoakOptions, soak } from './soak-drive';
import { judgeSamples, panels, verdictsTable } from './verdicts';

interface Options extends SoakOptions {
  readonly memoryOnly: boolean;
  readonly publish: boolean;
}

async function main(options: Options): Promise<void> {
  const { minutes, rtf, brain, circuit } = options;
  const out = path.resolve(options.out);
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const { samples, statistics } = await soak({ ...options, out });
  const judged = judgeSamples(samples, minutes);
  const counted = judged.filter(({ latency }) => !(options.memoryOnly && latency));
  const { decisions, laps_completed, completed_distance_m } = statistics;
  const driven =
    `${minutes} min at ${rtf} times real time on ${circuit} with ${brain}: ${decisions} decisions, ` +
    `${laps_completed} laps, ${((completed_distance_m ?? 0) / 1000).toFixed(1)} km.`;
  const text = `${driven}\n\n${verdictsTable(counted)}\n\n${measuredWhere()}`;
  const json = { minutes, rtf, brain, circuit, judged, samples, statistics };
  writeFileSync(path.join(out, 'soak.json'), `${JSON.stringify(json, null, 1)}\n`);
  writeFileSync(path.join(out, 'soak.md'), `${text}\n`);
  writeFileSync(path.join(out, 'soak.svg'), curvesPicture(driven, panels(samples, minutes)));
  if (options.publish) replaceBetween('docs/safety.md', 'soak', text);
  process.stdout.write(`${text}\n`);
  const isDriven = (decisions ?? 0) > 0 && (completed_distance_m ?? 0) > 0;
  if (!isDriven) say('soak: the car was not driven');
  const grown = counted.filter(({ grows }) => grows);
  for (const { process: name, title } of grown) say(`soak: ${title} of the ${name} grows`);
  if (!isDriven || grown.length > 0) process.exitCode = 1;
}

void runProgram(
  program('npm run soak --', 'Drives for a long time and judges whether memory, handles or latencies grow.')
    .option('--minutes <n>', 'wall time of the drive', positiveNumber, 60)
    .option('--rtf <factor>', 'simulated over wall time', positiveNumber, 3)
    .option('--brain <name>', 'the brain that drives', 'slim_pilotnet')
    .option('--circuit <name>', 'where it drives', 'simple_circuit')
    .option('--out <folder>', 'where results are written', path.join(PACKAGE_ROOT, 'out', 'soak'))
    .option('--memory-only', 'latencies are for a machine that does nothing else: leave them out', false)
    .option('--no-record', 'the node does not record')
    .option('--publish', 'write the table into docs/safety.md too', false)
    .action(main),
);
