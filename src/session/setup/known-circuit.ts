import path from 'node:path';
import { loadCircuit } from '../../circuit/load';
import type { BrainConfiguration } from '../../config/brain-configuration';
import { ConfigurationError } from '../../errors';
import type { NamedCircuit } from './setup';

/** The line to measure against: the requested one, else the perfect lap or world of the YAML, else null. */
export async function knownCircuit(
  asked: string | null,
  { file, perfectLap, world }: BrainConfiguration,
  log: { warn(line: string): void },
): Promise<NamedCircuit | null> {
  if (asked !== null) return { name: asked, circuit: await loadCircuit(asked) };
  // A file from another machine may name a lap or a world that does not exist here; the brain drives without.
  const named = [perfectLap === null ? null : path.resolve(path.dirname(file), perfectLap), world];
  for (const name of named) {
    if (name === null) continue;
    try {
      return { name, circuit: await loadCircuit(name) };
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      log.warn(`${error.message}; not measured against it: name another circuit`);
    }
  }
  return null;
}
