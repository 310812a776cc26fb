import { formatCircuit } from '../format-circuit';
import type { GeneratedCircuit } from './generate';

/** A generated circuit as the text of a circuit file: the same bytes for a seed, always. */
export function formatGenerated({ seed, character, circuit, options }: GeneratedCircuit): string {
  return formatCircuit(circuit, options.points, [
    `The circuit ${circuit.name}: metres and radians, world coordinates, colours as [red, green, blue].`,
    `Made by f1-brain circuit generate --seed ${seed}, of the character ${character}.`,
    `The same as generated:${seed}, which needs no file: give it another name before you change anything.`,
  ]);
}
