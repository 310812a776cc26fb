import { count } from '../../../support/count';
import type { PairedCounts } from './paired-recording';

/** What became of the images and commands of a recording, in one line. */
export function formatCounts(counts: PairedCounts): string {
  const { written, unpaired, out_of_range, rejected, dropped, pictures, commands, decisions } = counts;
  return [
    `${written} of ${pictures} images written`,
    `${commands} commands`,
    ...(decisions > 0 ? [`${decisions} decisions`] : []),
    ...(unpaired > 0 ? [`${count(unpaired, 'image')} without a command`] : []),
    ...(out_of_range > 0 ? [`${out_of_range} left out: v below 0 or another label out of range`] : []),
    ...(rejected > 0 ? [`${rejected} unreadable`] : []),
    ...(dropped > 0 ? [`${dropped} dropped: the disk or processor is too slow`] : []),
  ].join(', ');
}
