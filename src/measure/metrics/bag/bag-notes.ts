import type { BagScan } from '../../../bag/types';
import type { MetricNote } from '../note';
import type { BagReader } from './bag-reader';
import type { RunClock } from './run-clock';

/** Share of teleports among the poses above which the topic probably carries several robots. */
const SUSPICIOUS_SHARE = 0.05;

/** Notes about a bag as a whole: damage, invalid poses, clock resets, a missing clock, many teleports. */
export function collectBagNotes(
  scan: BagScan,
  run: BagReader,
  clock: RunClock,
  teleports: number,
): MetricNote[] {
  const notes: MetricNote[] = [];
  const note = (reason: string) => notes.push({ figure: null, reason });
  const [first] = scan.damage;
  if (first !== undefined) {
    const more = scan.damage.length > 1 ? `, and ${scan.damage.length - 1} more` : '';
    note(`the bag is damaged: ${first.reason} (byte ${first.at_byte}${more})`);
  }
  if (run.badPoses > 0) {
    note(`${run.badPoses} of ${run.odometryMessages} poses contain NaN or infinity and were skipped`);
  }
  const { times, first_s } = clock.setBack;
  if (times > 0) {
    const how = times === 1 ? 'once' : `${times} times, first`;
    note(
      `the simulated clock ran backwards ${how} at ${first_s?.toFixed(3)} s${teleports > 0 ? '; the current lap was restarted' : ''}`,
    );
  }
  if (run.clockMessages === 0) note('the bag has no clock (rosgraph_msgs/Clock)');
  if (teleports > 10 && teleports > SUSPICIOUS_SHARE * run.odometryMessages) {
    note(
      `the car teleports ${teleports} times in ${run.odometryMessages} poses; the topic may carry several robots`,
    );
  }
  return notes;
}
