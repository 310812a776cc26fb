import { InvalidArgumentError } from 'commander';
import { messageOf } from '../../errors';
import { parseLabels } from '../../experiment/queue/labels';

/** Parses labels separated by commas. */
export function parseLabelList(text: string): string[] {
  try {
    return parseLabels(text);
  } catch (error) {
    throw new InvalidArgumentError(messageOf(error));
  }
}
