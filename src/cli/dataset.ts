import type { Command } from 'commander';
import { addDatasetAugment } from './dataset-augment';
import { addDatasetInfo } from './dataset-info';
import { addDatasetRecord } from './dataset-record';
import type { Invocation } from './io';

/** Everything that makes, shows and changes datasets. */
export function addDataset(program: Command, cli: Invocation): Command {
  const command = program
    .command('dataset')
    .description(
      'record, describe and augment datasets: labelled images in the layout of DeepLearningStudio',
    );
  for (const add of [addDatasetRecord, addDatasetInfo, addDatasetAugment]) add(command, cli);
  return command;
}
