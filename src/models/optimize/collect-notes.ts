import type { ModelCard } from '../../config/model-card';
import { describeShortSequences } from '../evaluate/short-sequences';
import { RECOMMENDED_FRAMES } from './calibration-set';
import type { Distance } from './compare-models';
import { formatPercent } from './distance-limit';
import type { CalibrationSet } from './strategy';

/** Mean distance above which fine-tuning is advised. */
const TUNING_SHARE = 0.02;

/** What a user should know of a comparison before the model drives. */
export function collectNotes(
  distance: Distance,
  calibration: CalibrationSet | null,
  parent: ModelCard,
): string[] {
  const notes: string[] = [...(calibration?.assumptions ?? [])];
  if (calibration === null) {
    notes.push('compared on seeded noise: give --calibration DIR to compare on camera images');
  } else if (calibration.size < RECOMMENDED_FRAMES) {
    notes.push(
      `${calibration.folder} contains ${calibration.size} images; use ${RECOMMENDED_FRAMES} or more for reliable ranges`,
    );
  }
  const sequences = calibration && describeSequences(calibration, parent);
  if (sequences) {
    notes.push(
      `${parent.name} ${sequences}: its ranges and the comparison are those of a network that has just been reset; ` +
        'calibrate on whole recordings',
    );
  }
  if (distance.mean_share > TUNING_SHARE) {
    notes.push(
      `the commands differ from ${parent.name}'s by ${formatPercent(distance.mean_share)} of their range on average: ` +
        'evaluate the model before it drives, and fine-tune it (training/strategies/README.md)',
    );
  }
  return notes;
}

function describeSequences(calibration: CalibrationSet, { input, states }: ModelCard): string | null {
  let starts = 0;
  for (let i = 0; i < calibration.size; i++) if (calibration.startsSequence(i)) starts += 1;
  const memory = { frames: input.frames, isRecurrent: states.length > 0 };
  return describeShortSequences(memory, calibration.size, starts);
}
