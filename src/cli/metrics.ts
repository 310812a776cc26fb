import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { DIRECTIONS, type Direction } from '../circuit/direction';
import { loadCircuit } from '../circuit/load';
import { BagError, ConfigurationError, messageOf } from '../errors';
import { RequestedTopicError } from '../measure/metrics/bag/choose-topics';
import { buildExperimentMetrics } from '../measure/metrics/experiment-metrics';
import { measureBag } from '../measure/metrics/measure-bag';
import type { BagMeasurement, MeasureOptions } from '../measure/metrics/measurement';
import { formatMetrics } from '../measure/report/metrics-table';
import { ReadingLine } from '../support/terminal/reading-line';
import type { Invocation } from './io';
import { choice } from './options/common';
import { integerFrom } from './options/parsers';
import { addTopicOptions, type TopicOptions, topicsOf } from './options/topics';
import { formatJson, printError, printLines } from './print';
import { requireNoBag } from './require-no-bag';

interface MetricsOptions extends TopicOptions {
  perfectLap?: string;
  circuit?: string;
  direction?: Direction;
  laps?: number;
  json: boolean;
  out?: string;
}

export function addMetrics(program: Command, cli: Invocation): Command {
  const command = program
    .command('metrics')
    .description("measure recorded drives: BehaviorMetrics' metrics and ours, with units")
    .argument('<bag...>', 'bags of f1-brain, of BehaviorMetrics, or of rosbag record')
    .option('--perfect-lap <bag>', "perfect lap for BehaviorMetrics' metrics (default: the circuit's line)")
    .option(
      '--circuit <name>',
      "circuit, generated:SEED or circuit file, for ours (default: the one in the bag's metadata)",
    )
    .addOption(choice('--direction <name>', 'driving direction (default: detected)', DIRECTIONS))
    .option('--laps <number>', 'laps after which the drive is over (default: no end)', integerFrom(1, 10000));
  return addTopicOptions(command)
    .option('--json', 'print the metrics as JSON: an object, or a list for several bags', false)
    .option('--out <file>', 'write the JSON there too')
    .addHelpText(
      'after',
      '\nExit code 0: measured. 2: wrong arguments. 6: a bag that cannot be read, or has no odometry.',
    )
    .action(async (files: string[], options: MetricsOptions) => {
      if (options.out !== undefined) requireNoBag('--out', options.out, [...files, options.perfectLap]);
      const { measured, failed } = await measureAll(files, options, cli);
      const text = formatJson(jsonOf(measured, files.length > 1));
      if (options.json) cli.stdout.write(text);
      if (options.out !== undefined) write(options.out, text);
      cli.finish(failed > 0 ? 6 : 0);
    });
}

/** Measures the bags and prints each table when it is there. Of several bags, those that cannot be measured are
 *  reported and counted. */
async function measureAll(files: readonly string[], options: MetricsOptions, cli: Invocation) {
  const measuring = await measureOptions(options);
  const line = new ReadingLine(cli.stderr, () => performance.now());
  const measured: BagMeasurement[] = [];
  let failed = 0;
  for (const file of files) {
    try {
      const onProgress = (share: number) => line.show(file, share);
      const found = await measureBag(file, { ...measuring, onProgress }).finally(() => line.clear());
      measured.push(found);
      if (!options.json) printLines(cli, [...(measured.length > 1 ? [''] : []), formatMetrics(found)]);
    } catch (error) {
      const ofThisBag = error instanceof BagError || error instanceof RequestedTopicError;
      if (!ofThisBag || files.length === 1) throw error;
      printError(cli, error.message);
      failed += 1;
    }
  }
  return { measured, failed };
}

async function measureOptions(options: MetricsOptions): Promise<MeasureOptions> {
  const { perfectLap, circuit, direction, laps } = options;
  return {
    topics: topicsOf(options),
    ...(perfectLap === undefined ? {} : { perfectLap }),
    ...(circuit === undefined ? {} : { circuit: await loadCircuit(circuit) }),
    ...(direction === undefined ? {} : { direction }),
    ...(laps === undefined ? {} : { laps }),
  };
}

function jsonOf(measured: readonly BagMeasurement[], list: boolean): unknown {
  const objects = measured.map((measurement) => ({
    ...(list ? { file: measurement.file } : {}),
    ...buildExperimentMetrics(measurement),
  }));
  return list ? objects : objects[0];
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new ConfigurationError(`--out ${file}: cannot be written: ${messageOf(error)}`, { cause: error });
  }
}
