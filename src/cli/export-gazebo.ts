import type { Command } from 'commander';
import type { Direction } from '../circuit/direction';
import { loadCircuit } from '../circuit/load';
import { undrawnNote } from '../circuit/variants';
import { ConfigurationError } from '../errors';
import { exportWorld } from '../world/gazebo/export-world';
import type { Invocation } from './io';
import { directionOption } from './options/common';
import { printError, printLines } from './print';

export function addExportGazebo(program: Command, cli: Invocation): Command {
  return program
    .command('export-gazebo')
    .description('write a circuit and the car as models and a world for Gazebo 11')
    .argument('<circuit>', 'circuit, generated:SEED, circuit file or perfect-lap bag')
    .argument('<dir>', 'folder for models/ and worlds/; several circuits may share one')
    .addOption(directionOption())
    .action(async (name: string, folder: string, { direction }: { direction: Direction }) => {
      if (folder === '') throw new ConfigurationError('export-gazebo: name a folder for models and worlds');
      const world = await exportWorld(await loadCircuit(name), direction, folder);
      const undrawn = undrawnNote(name);
      if (undrawn !== null) printError(cli, `${name}: ${undrawn}`);
      if (/[\s:]/.test(world)) {
        printError(
          cli,
          `${world}: gazebo_ros takes no paths with spaces or colons; move the folder before you launch it`,
        );
      }
      printLines(cli, [world, `roslaunch f1_brain gazebo.launch world:=${world}`]);
      cli.finish(0);
    });
}
