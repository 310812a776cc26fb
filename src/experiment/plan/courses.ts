import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Circuit } from '../../circuit/circuit';
import { loadCircuit, ownCircuitFile } from '../../circuit/load';
import { parseWorldName } from '../../circuit/variants';
import { ConfigurationError } from '../../errors';
import { planFile } from '../run/planned-files';
import type { PlannedCircuit } from '../run/planned-run';

/** A file that an experiment file names: beside it, otherwise in the working directory. */
export function besideOrHere(named: string, file: string): string {
  const beside = path.resolve(path.dirname(file), named);
  return existsSync(beside) ? beside : path.resolve(named);
}

/** A circuit by name or file, loaded.
 *  @param file the experiment file, beside which circuit files are looked for
 *  @throws ConfigurationError that suggests the nearest name, or names the circuit's file */
export async function planCircuit(
  named: string,
  file: string,
): Promise<{ readonly planned: PlannedCircuit; readonly circuit: Circuit }> {
  if (/\.(ya?ml|bag)$/.test(named)) {
    const found = besideOrHere(named, file);
    const circuit = await loadCircuit(found);
    return { circuit, planned: { name: circuit.name, file: planFile(found, circuit.name) } };
  }
  const circuit = await loadCircuit(named);
  const { circuit: base, variants } = parseWorldName(named);
  const own = ownCircuitFile(base);
  if (own !== null && variants.length > 0) {
    throw new ConfigurationError(
      `Circuit '${named}' is ${own} with another look (${variants.join(', ')}); write that look into a circuit file of its own`,
    );
  }
  const ownFile = own === null ? null : planFile(own, circuit.name);
  return { circuit, planned: { name: circuit.name, file: ownFile } };
}
