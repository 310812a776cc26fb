/**
 * What a queue of runs costs, and how far it grows: measures runs, Redis, workers and the submitter on this machine, compares a
 * discrete-event model with 1, 2 and 4 real workers, and has it simulate up to 1,000 of them. Needs Debian's redis-server
 * and the build (npm run build).
 *
 *     npx jiti bench/queue.ts --help
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { measuredWhere, replaceBetween } from '../scripts/support/documents';
import { PACKAGE_ROOT } from '../scripts/support/paths';
import { integerFrom, positiveNumber, program, runProgram, say } from '../scripts/support/program';
import { svgToPng } from '../src/image/svg';
import { renderChartSvg } from '../src/measure/report/charts/draw';
import { type MeasuredQueue, measureQueue } from './queue/measured-queue';
import { buildQueueChart } from './queue/queue-chart';
import { checkTable, costsTable, limitsTable, scenarioTable } from './queue/queue-tables';
import { checkModel, crowdingOf, type SimulateOptions, simulateScenarios } from './queue/simulated';
import { meanOf } from './support/measure';

const DOCUMENT = 'docs/queue.md';
const CHART = 'docs/queue-model.png';
const REAL_WORKERS = [1, 2, 4];
const WORKERS = [1, 2, 4, 16, 64, 256, 1000];
const MANY_SUBMITTERS = 10;

interface Options {
  runs: number;
  sent: number;
  simulated: number;
  brain: string;
  linkMbps: number;
  roundTripMs: number;
  coreHourPrice?: number;
  measurements?: string;
  write: boolean;
}

/** Measurements, and what the program was told when it made them. */
interface Saved {
  readonly where: string;
  readonly runs: number;
  readonly sent: number;
  readonly brain: string;
  readonly cores: number;
  readonly measured: MeasuredQueue;
}

async function main(options: Options): Promise<void> {
  const saved = await measureOrRead(options);
  const simulate: SimulateOptions = {
    million: options.simulated,
    workers: WORKERS,
    cores: saved.cores,
    link_mbps: options.linkMbps,
    roundTrip_ms: options.roundTripMs,
    manySubmitters: MANY_SUBMITTERS,
  };
  const parts = describe(saved, simulate, options.coreHourPrice ?? null);
  for (const [name, text] of Object.entries(parts.texts)) {
    process.stdout.write(`${text}\n\n`);
    if (options.write) replaceBetween(DOCUMENT, `bench queue ${name}`, text);
  }
  if (options.write)
    writeFileSync(path.join(PACKAGE_ROOT, CHART), await svgToPng(parts.chart, { scale: 1.5 }));
}

async function measureOrRead({ runs, sent, brain, measurements }: Options): Promise<Saved> {
  if (measurements !== undefined && existsSync(measurements)) {
    return JSON.parse(readFileSync(measurements, 'utf8')) as Saved;
  }
  const cores = availableParallelism();
  const below = mkdtempSync(path.join(tmpdir(), 'f1-brain-queue-'));
  try {
    const measured = await measureQueue({ runs, sent, workers: REAL_WORKERS, brain, cores }, below);
    const saved: Saved = { where: measuredWhere(), runs, sent, brain, cores, measured };
    if (measurements !== undefined) writeFileSync(measurements, JSON.stringify(saved, null, 2));
    return saved;
  } finally {
    rmSync(below, { recursive: true, force: true });
  }
}

function describe(
  { where, runs, sent, brain, cores, measured }: Saved,
  simulate: SimulateOptions,
  price: number | null,
) {
  const [run_s, short_s] = [meanOf(measured.laps_s), meanOf(measured.short_s)];
  const crowding = crowdingOf(measured);
  const checked = checkModel(measured, runs, cores);
  const scenarios = simulateScenarios(measured, simulate);
  const costs = [
    `${where} ${sent} runs through the queue, without driving them; 20 with the files of a lap of simple_circuit (bag without images).`,
    '',
    costsTable(measured),
  ];
  const check = [
    `${runs} runs of 10 simulated seconds on simple_circuit by ${brain}, with Redis, submitter and workers on the same ${cores} cores. ` +
      `Alone such a run takes ${short_s.toFixed(2)} s; on every core at once ${crowding.toFixed(2)} times that:`,
    '',
    checkTable(checked),
  ];
  const simulation = [
    `Runs are laps of the five circuits in both directions by ${brain}, ${run_s.toFixed(2)} s each in the mean, ` +
      `${(run_s * crowding).toFixed(2)} s where every core has one. Workers have machines of ${cores} cores; ` +
      `Redis and the submitter have one of their own, with ${simulate.link_mbps} Mbit/s and round trips of ${simulate.roundTrip_ms} ms.`,
    ...scenarios.flatMap((scenario) => [
      '',
      `${scenario.name[0]!.toUpperCase()}${scenario.name.slice(1)}:`,
      '',
      scenarioTable(scenario, simulate, price),
    ]),
  ];
  const texts = {
    costs: costs.join('\n'),
    check: check.join('\n'),
    limits: limitsTable(measured, simulate),
    simulation: simulation.join('\n'),
  };
  return { texts, chart: renderChartSvg(buildQueueChart(scenarios, run_s, run_s * crowding)) };
}

void runProgram(
  program(
    'npx jiti bench/queue.ts',
    `Measures the queue of runs and simulates up to ${WORKERS.at(-1)} workers; --write puts it into ${DOCUMENT}.`,
  )
    .option('--runs <number>', 'short runs that are driven', integerFrom(4), 80)
    .option(
      '--sent <number>',
      'runs that are sent through the queue without being driven',
      integerFrom(40),
      400,
    )
    .option('--simulated <number>', 'runs that are simulated', integerFrom(1), 1_000_000)
    .option('--brain <name>', 'drives', 'slim_pilotnet')
    .option('--link-mbps <number>', 'network of the machine with Redis, Mbit/s', positiveNumber, 1000)
    .option('--round-trip-ms <number>', 'round trip to Redis', positiveNumber, 0.5)
    .option('--core-hour-price <number>', 'adds a column with the price of the core hours', positiveNumber)
    .option('--measurements <file>', 'take the measurements of this file; where it is not there, write it')
    .option('--write', 'write the document and its image', false)
    .action((options: Options) => main(options).finally(() => say('done'))),
);
