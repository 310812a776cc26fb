import type { BagScan } from '../../../bag/types';
import type { MetricNote } from '../note';
import type { BagRun } from './bag-run';
import type { RunClock } from './run-clock';

/** Share of the poses that may be set elsewhere before one robot alone becomes hard to believe. */
const JUMPY = 0.05;

/** What is to be said about a bag as a whole. */
export function bagNotes(scan: BagScan, run: BagRun, clock: RunClock, jumps: number): MetricNote[] {
  const notes: MetricNote[] = [];
  const say = (reason: string) => notes.push({ figure: null, reason });
  const [first] = scan.damage;
  if (first !== undefined) {
    const more = scan.damage.length > 1 ? `, and ${scan.damage.length - 1} more` : '';
    say(`the bag is damaged: ${first.reason} (byte ${first.at_byte}${more})`);
  }
  if (run.badPoses > 0) {
    say(`${run.badPoses} of ${run.odometryMessages} poses hold NaN or infinity and were left out`);
  }
  const { times, first_s } = clock.setBack;
  if (times > 0) {
    const how = times === 1 ? 'once' : `${times} times, first`;
    say(
      `the simulated clock runs backwards ${how} at ${first_s?.toFixed(3)} s${jumps > 0 ? ': the lap under way began anew' : ''}`,
    );
  }
  if (run.clockMessages === 0) say('the bag has no clock (rosgraph_msgs/Clock)');
  if (jumps > 10 && jumps > JUMPY * run.odometryMessages) {
    say(`the position jumps ${jumps} times in ${run.odometryMessages} poses: are these several robots?`);
  }
  return notes;
}
