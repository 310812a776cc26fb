import { readdirSync } from 'node:fs';
import path from 'node:path';
import { ConfigurationError } from '../errors';
import { suggestion } from '../support/nearest';
import { PACKAGE_ROOT } from '../support/paths';
import type { Circuit } from './circuit';
import { readCircuitFile } from './circuit-file';
import { generateCircuit } from './generate/generate';
import { generatedSuggestion, isMeantAsGenerated, MOST_SEED, seedOfName } from './generate/name';
import { ownCircuits } from './own-circuits';
import { readPerfectLap } from './perfect-lap';
import { applyVariants, parseWorldName } from './variants';

const FOLDER = path.join(PACKAGE_ROOT, 'config', 'circuits');

/** Names of the circuits in config/circuits. */
export function circuitNames(): string[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.yml'))
    .map((file) => file.slice(0, -4))
    .sort();
}

/** Whether a name, or the path of a launch or world file, is that of a world on one of the circuits, on a generated one, or on
 *  one of the user's own. */
export function isKnownWorld(name: string): boolean {
  const { circuit } = parseWorldName(name);
  return seedOfName(circuit) !== null || circuitFile(circuit) !== null;
}

/** The file of a user's own circuit by name; null where there is none. It hides neither one of config/circuits nor a generated
 *  one. */
export function ownCircuitFile(name: string): string | null {
  if (circuitNames().includes(name) || seedOfName(name) !== null) return null;
  return ownCircuits().get(name) ?? null;
}

/** The file of a circuit by name; null where there is none. */
function circuitFile(name: string): string | null {
  return circuitNames().includes(name) ? path.join(FOLDER, `${name}.yml`) : ownCircuitFile(name);
}

/**
 * @param nameOrPath a name in config/circuits, of a generated circuit (`generated:17`) or of a user's own circuit, also with the
 *   endings of JdeRobot's worlds (such as `simple_circuit_no_wall`, or the path of a launch or world file); a path to a
 *   circuit file (.yml); or a perfect lap (.bag)
 * @throws ConfigurationError that suggests the nearest name, or names file and key
 */
export async function loadCircuit(nameOrPath: string): Promise<Circuit> {
  if (nameOrPath.endsWith('.bag')) return readPerfectLap(nameOrPath);
  if (/\.ya?ml$/.test(nameOrPath)) return readCircuitFile(nameOrPath);
  const world = parseWorldName(nameOrPath);
  const seed = seedOfName(world.circuit);
  if (seed !== null) return applyVariants(generateCircuit(seed).circuit, world.variants);
  const file = circuitFile(world.circuit);
  if (file === null) throw unknownCircuit(nameOrPath, world.circuit);
  return applyVariants(readCircuitFile(file), world.variants);
}

function unknownCircuit(asked: string, name: string): ConfigurationError {
  if (isMeantAsGenerated(name)) {
    return new ConfigurationError(
      `Circuit '${asked}' has no seed: use a whole number from 0 to ${MOST_SEED}, as in generated:17`,
    );
  }
  const names = [...circuitNames(), ...ownCircuits().keys()];
  const hint =
    suggestion(name, [...names, generatedSuggestion(name)]) ||
    `: known are ${names.join(', ')}, generated:SEED, or a .yml or .bag file`;
  return new ConfigurationError(`Circuit '${asked}' is unknown${hint}`);
}
