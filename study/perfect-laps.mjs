// Which of BehaviorMetrics' lap bags belongs to which circuit. They are not part of this project.
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';

/** What their names call the circuits. */
const NAMES = [
  ['simple_circuit', /simple/i],
  ['many_curves', /many/i],
  ['montreal_line', /montreal/i],
  ['montmelo_line', /montmelo/i],
  ['nurburgring_line', /nurburgring/i],
];
/** Bags of other drives that may lie beside them. */
const LAP = /^lap[-_]|perfect/i;

/** @param asked bags, or a folder of them
 *  @returns the bag by circuit */
export function findPerfectLaps(asked) {
  const files = asked.flatMap((place) => {
    if (!existsSync(place)) throw new Error(`--perfect-laps ${place}: no such file or folder`);
    if (!statSync(place).isDirectory()) return [path.resolve(place)];
    const bags = readdirSync(place).filter((name) => name.endsWith('.bag') && LAP.test(name));
    return bags.sort().map((name) => path.resolve(place, name));
  });
  const laps = new Map();
  for (const file of files) {
    const circuit = NAMES.find(([, pattern]) => pattern.test(path.basename(file)))?.[0];
    if (circuit === undefined) {
      throw new Error(
        `--perfect-laps ${file}: its name tells no circuit (${NAMES.map(([name]) => name).join(', ')})`,
      );
    }
    if (!laps.has(circuit)) laps.set(circuit, file);
  }
  return laps;
}
