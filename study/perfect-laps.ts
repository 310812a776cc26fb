import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';

/** Each circuit's bag of a perfect lap, as BehaviorMetrics has them; they are not part of this project. */
export type PerfectLaps = ReadonlyMap<string, string>;

/** How the bags' names show the circuit. */
const NAMES: readonly (readonly [circuit: string, pattern: RegExp])[] = [
  ['simple_circuit', /simple/i],
  ['many_curves', /many/i],
  ['montreal_line', /montreal/i],
  ['montmelo_line', /montmelo/i],
  ['nurburgring_line', /nurburgring/i],
];
/** Bags of other drives may lie beside them. */
const LAP = /^lap[-_]|perfect/i;

/** @param places bags, or folders of them
 *  @throws Error where a place is missing or a bag's name shows no circuit */
export function findPerfectLaps(places: readonly string[]): PerfectLaps {
  const laps = new Map<string, string>();
  for (const file of places.flatMap(bagsAt)) {
    const circuit = NAMES.find(([, pattern]) => pattern.test(path.basename(file)))?.[0];
    if (circuit === undefined) {
      throw new Error(`${file}: its name has no circuit (${NAMES.map(([name]) => name).join(', ')})`);
    }
    if (!laps.has(circuit)) laps.set(circuit, file);
  }
  return laps;
}

function bagsAt(place: string): string[] {
  if (!existsSync(place)) throw new Error(`${place}: no such file or folder`);
  if (!statSync(place).isDirectory()) return [path.resolve(place)];
  const bags = readdirSync(place).filter((name) => name.endsWith('.bag') && LAP.test(name));
  return bags.sort().map((name) => path.resolve(place, name));
}
