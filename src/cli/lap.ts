import type { Command } from 'commander';
import type { Direction } from '../circuit/direction';
import { loadCircuit } from '../circuit/load';
import { readBrain } from '../config/brain-file';
import { chooseCorruption, type ImageTransform } from '../config/image-transform';
import { withModel } from '../config/other-model';
import type { ProviderRequest } from '../drive/inference/providers';
import { formatLapTable } from '../measure/report/lap-table';
import { ProgressLine } from '../measure/report/progress-line';
import { type RecordOptions, recordingSettings } from '../session/record-settings';
import { createLogger } from '../support/logger';
import { openOutputFolder } from '../support/output-folder';
import type { Invocation } from './io';
import { driveLockstep } from './lap-lockstep';
import type { LapPlan } from './lap-plan';
import { driveOverRos } from './lap-ros';
import { choice, directionOption, imageTransformOption, modelOption, providerOption } from './options/common';
import { integerFrom } from './options/parsers';
import { addRecordOptions } from './options/record';

interface LapOptions extends RecordOptions {
  circuit: string;
  laps: number;
  direction: Direction;
  world: 'ros' | 'lockstep';
  seed: number;
  model?: string;
  provider?: ProviderRequest;
  imageTransform?: ImageTransform;
  out?: string;
  json: boolean;
}

export function addLap(program: Command, cli: Invocation): Command {
  const lap = program
    .command('lap')
    .description(
      'drive laps in the built-in world: ROS master, simulator, node, statistics and picture in one',
    )
    .argument('[brain]', 'a name in brains/ or models/, or the path of a YAML file', 'pilotnet')
    .option('--circuit <name>', 'circuit, circuit file or perfect-lap bag', 'simple_circuit')
    .option('--laps <number>', 'laps to drive', integerFrom(1, 10000), 1)
    .addOption(directionOption())
    .addOption(
      choice('--world <kind>', 'over ROS in real time, or in lockstep as fast as the machine allows', [
        'ros',
        'lockstep',
      ]).default('ros'),
    )
    .option('--seed <number>', 'seed of the world and of the disturbance', integerFrom(0), 1)
    .addOption(modelOption())
    .addOption(providerOption())
    .addOption(imageTransformOption())
    .option('--out <folder>', 'folder for record, statistics and picture (default: out/TIME-CIRCUIT-BRAIN)');
  return addRecordOptions(lap)
    .option('--json', 'print the statistics as one JSON object on standard output', false)
    .addHelpText(
      'after',
      '\nExit code 0: every lap was completed. 1: not completed. 2 to 5: could not start.',
    )
    .action(async (brainName: string, options: LapOptions) => {
      const progress = new ProgressLine(cli.stderr, () => performance.now());
      const log = createLogger(cli, { before: () => progress.clear() });
      const file = withModel(readBrain(brainName), options.model);
      const imageTransform = chooseCorruption(options.imageTransform, file.imageTransform);
      const brain = { ...file, imageTransform };
      for (const remark of brain.remarks) log.info(remark);
      const circuit = await loadCircuit(options.circuit);
      const plan: LapPlan = {
        brain,
        circuit,
        circuitArgument: options.circuit,
        direction: options.direction,
        laps: options.laps,
        seed: options.seed,
        brainOptions: {
          imageTransform: imageTransform ?? 'none',
          seed: options.seed,
          ...(file.model === undefined ? {} : { model: file.model }),
          ...(options.provider === undefined ? {} : { provider: options.provider }),
        },
        folder: openOutputFolder(options.out ?? null, `${circuit.name}-${brain.name}`, cli),
        recording: recordingSettings(options, brain.recording),
        log,
        progress,
        io: cli,
      };
      const drive = options.world === 'lockstep' ? driveLockstep : driveOverRos;
      const { statistics, exitCode } = await drive(plan);
      cli.stdout.write(options.json ? `${JSON.stringify(statistics)}\n` : `${formatLapTable(statistics)}\n`);
      cli.finish(exitCode);
    });
}
