import { closeSync, existsSync, openSync, readSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { Direction } from '../circuit/direction';
import { loadCircuit } from '../circuit/load';
import { BagError, ConfigurationError, messageOf } from '../errors';
import { RequestedTopicError } from '../measure/metrics/bag/choose-topics';
import { buildExperimentMetrics } from '../measure/metrics/experiment-metrics';
import { measureBag } from '../measure/metrics/measure-bag';
import type { BagMeasurement, MeasureOptions } from '../measure/metrics/measurement';
import { metricsTable } from '../measure/report/metrics-table';
import { ReadingLine } from '../support/terminal/reading-line';
import type { Invocation } from './io';
import { choice, integerFrom } from './options/common';
import { addTopicOptions, type TopicOptions, topicsOf } from './options/topics';

interface MetricsOptions extends TopicOptions {
  perfectLap?: string;
  circuit?: string;
  direction?: Direction;
  laps?: number;
  json: boolean;
  out?: string;
}

const BAG_START = '#ROSBAG';

export function addMetrics(program: Command, cli: Invocation): Command {
  const command = program
    .command('metrics')
    .description("measure recorded drives: BehaviorMetrics' figures and ours, with units")
    .argument('<bag...>', 'bags of f1-brain, of BehaviorMetrics, or of rosbag record')
    .option('--perfect-lap <bag>', "perfect lap for BehaviorMetrics' figures (default: the circuit's line)")
    .option('--circuit <name>', "circuit, or circuit file, for ours (default: what the bag's metadata names)")
    .addOption(choice('--direction <way>', 'driving direction (default: found out)', ['forward', 'reverse']))
    .option('--laps <number>', 'laps after which the drive is over (default: no end)', integerFrom(1, 10000));
  return addTopicOptions(command)
    .option('--json', 'print the figures as JSON: an object, or a list for several bags', false)
    .option('--out <file>', 'write the JSON there too')
    .addHelpText(
      'after',
      '\nExit code 0: measured. 2: wrong arguments. 6: a bag that cannot be read, or without odometry.',
    )
    .action(async (files: string[], options: MetricsOptions) => {
      if (options.out !== undefined) keepBags(options.out, [...files, options.perfectLap]);
      const measuring = await measureOptions(options);
      const line = new ReadingLine(cli.stderr, () => performance.now());
      const measured: BagMeasurement[] = [];
      let exitCode = 0;
      for (const file of files) {
        try {
          const onProgress = (share: number) => line.show(file, share);
          const found = await measureBag(file, { ...measuring, onProgress });
          line.clear();
          measured.push(found);
          if (!options.json) cli.stdout.write(`${measured.length > 1 ? '\n' : ''}${metricsTable(found)}\n`);
        } catch (error) {
          line.clear();
          // Of several bags, the others can still be measured.
          const ofThisBag = error instanceof BagError || error instanceof RequestedTopicError;
          if (!ofThisBag || files.length === 1) throw error;
          cli.stderr.write(`f1-brain: ${error.message}\n`);
          exitCode = 6;
        }
      }
      const text = json(measured, files.length > 1);
      if (options.json) cli.stdout.write(text);
      if (options.out !== undefined) write(options.out, text);
      cli.finish(exitCode);
    });
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

function json(measured: readonly BagMeasurement[], list: boolean): string {
  const objects = measured.map((m) =>
    list ? { file: m.file, ...buildExperimentMetrics(m) } : buildExperimentMetrics(m),
  );
  return `${JSON.stringify(list ? objects : objects[0], null, 2)}\n`;
}

/** A file written over is gone: no bag is, whether it is one of those measured or any other.
 *  @throws ConfigurationError before anything was measured */
function keepBags(out: string, read: readonly (string | undefined)[]): void {
  if (!existsSync(out)) return;
  const real = realpathSync(out);
  const isRead = read.some((file) => file !== undefined && existsSync(file) && realpathSync(file) === real);
  if (isRead || isBag(real)) {
    throw new ConfigurationError(`--out ${out}: is a bag, which would be lost; name another file`);
  }
}

function isBag(file: string): boolean {
  if (!statSync(file).isFile()) return false;
  const start = Buffer.alloc(BAG_START.length);
  const handle = openSync(file, 'r');
  readSync(handle, start);
  closeSync(handle);
  return start.toString('latin1') === BAG_START;
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new ConfigurationError(`--out ${file}: cannot be written: ${messageOf(error)}`, { cause: error });
  }
}
