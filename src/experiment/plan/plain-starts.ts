import type { Problems } from '../../config/problems';
import type { Section } from '../../config/section';
import { readStartFile } from '../../world/start/start-file';
import { besideOrHere } from './courses';
import type { DraftStart } from './draft';
import { readEach } from './read-each';

const WORDS = ['default', 'random'] as const;
const KINDS = ['random', 'spread', 'file', 'poses'];
/** On one circuit; more are a mistake. */
const MOST_STARTS = 1000;

/**
 * `starts`: `default` is the circuit's; `random` a pose for each repetition, drawn by its seed; `{random: 3}` three, the same in
 * every repetition; `{spread: 4}` four at equal distances; `{file: starts.csv}` and `{poses: [[x, y, yaw]]}` those listed.
 */
export function readStarts(root: Section, problems: Problems): DraftStart[] {
  if (!root.has('starts')) return [{ kind: 'default' }];
  return readEach(root, 'starts', problems, readStart).flat();
}

function readStart(item: Section, key: string): DraftStart[] {
  if (typeof item.raw(key) !== 'object') {
    return [{ kind: item.oneOf(key, WORDS) === 'default' ? 'default' : 'drawn' }];
  }
  const section = item.section(key).allow(KINDS);
  if (section.keys.length !== 1) throw item.error(key, `must have one of ${KINDS.join(', ')}; list several`);
  const count = (name: string) =>
    Array.from({ length: section.integer(name, 1, MOST_STARTS) }, (_, i) => i + 1);
  if (section.has('random')) return count('random').map((seed) => ({ kind: 'random', seed }));
  if (section.has('spread')) {
    const all = count('spread');
    return all.map((index) => ({ kind: 'spread', index, of: all.length }));
  }
  if (section.has('file')) {
    const poses = readStartFile(besideOrHere(section.string('file'), item.file));
    return poses.map((pose, i) => ({ kind: 'pose', name: `row ${i + 1}`, pose }));
  }
  const poses = section.raw('poses');
  if (!Array.isArray(poses)) throw section.error('poses', 'must be a list such as [[53.5, -10.7, -1.57]]');
  return section.items('poses').map(([one, where], i) => {
    const [x_m, y_m, yaw_rad] = one.numbers(where, 3);
    return { kind: 'pose', name: `pose ${i + 1}`, pose: { x_m, y_m, yaw_rad } };
  });
}
