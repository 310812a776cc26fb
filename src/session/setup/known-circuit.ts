import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Circuit } from '../../circuit/circuit';
import { circuitNames, isKnownWorld, loadCircuit } from '../../circuit/load';
import { undrawnNote } from '../../circuit/variants';
import type { BrainConfiguration } from '../../config/brain-configuration';
import { locatePerfectLap } from '../../config/perfect-lap-file';
import { ConfigurationError } from '../../errors';
import type { NamedCircuit } from './setup';

const DEFAULT_CIRCUIT = 'simple_circuit';
/** A lap that is farther from a circuit's line anywhere is one of another circuit. BehaviorMetrics' laps are up to half
 *  a metre off their own lines. */
const SAME_COURSE_M = 5;
/** Places of a lap that are compared with a circuit's line. */
const COMPARED_PLACES = 100;

const NOT_MEASURED =
  'not measured against it: name another circuit, or make this one with `f1-brain circuit learn LAP.bag`';

type Log = { warn(line: string): void };
type Loaded = Pick<NamedCircuit, 'name' | 'circuit'>;

/** The line to measure against: the requested one, else the world of the YAML, else its perfect lap, else null. */
export async function knownCircuit(
  asked: string | null,
  configuration: BrainConfiguration,
  log: Log,
): Promise<NamedCircuit | null> {
  if (asked !== null) return askedCircuit(asked, configuration, log);
  // A file from another machine may name a lap or a world that does not exist here; the brain drives without.
  const lap = await perfectLap(configuration, log);
  const { file } = configuration;
  const world = worldOf(configuration);
  const known = world === null ? null : await worldHere(world, log);
  if (known !== null && (lap === null || isSameCourse(lap.circuit, known.circuit))) {
    return { ...known, perfectLap: lap?.name ?? null };
  }
  if (lap !== null) {
    if (known !== null) {
      log.warn(
        `${file}: World is ${known.circuit.name}, and PerfectLap ${lap.name} is a lap of another circuit; measuring against ` +
          'the lap: name the circuit that is driven',
      );
    }
    return { ...lap, perfectLap: lap.name };
  }
  if (world === null || isCircuitFile(world)) return null;
  const named = await load(world, NOT_MEASURED, log);
  return named && { ...named, perfectLap: null };
}

/** The circuit to drive laps on in the built-in world: the requested one, else the world or perfect lap of the YAML;
 *  otherwise simple_circuit. What the YAML names and is not here is said. */
export async function lapCircuit(
  asked: string | null,
  configuration: BrainConfiguration,
  log: Log,
): Promise<NamedCircuit> {
  if (asked !== null) {
    tellOfUndrawn(asked, log);
    return askedCircuit(asked, configuration, log);
  }
  const world = worldOf(configuration);
  const lap = await perfectLap(configuration, log);
  const named =
    world === null ? null : await builtIn(world, configuration, lap?.name ?? DEFAULT_CIRCUIT, log);
  if (named !== null) return { ...named, perfectLap: lapOf(named.circuit, lap, log) };
  if (lap !== null) return { ...lap, perfectLap: lap.name };
  return { name: DEFAULT_CIRCUIT, circuit: await loadCircuit(DEFAULT_CIRCUIT), perfectLap: null };
}

/** Simulated seconds after which the laps of a YAML end: its Timeout, which belongs to its World. Null where another circuit
 *  is asked for, or where it has none. */
export function timeoutOf(
  { experiment }: BrainConfiguration,
  { circuit }: { readonly circuit?: string },
): number | null {
  const { timeout_s } = experiment;
  return circuit === undefined && timeout_s !== null && timeout_s > 0 ? timeout_s : null;
}

/** The World of a YAML. A circuit file is named relative to the YAML, as models are, or to the current folder. */
function worldOf({ file, world }: BrainConfiguration): string | null {
  if (world === null || !/\.ya?ml$/.test(world)) return world;
  const beside = path.resolve(path.dirname(file), world);
  return isCircuitFile(beside) ? beside : world;
}

function isCircuitFile(world: string): boolean {
  return /\.ya?ml$/.test(world) && existsSync(world);
}

/** The circuit of a World, by name or file; null where there is none, which is said of a broken file. */
async function worldHere(world: string, log: Log): Promise<Loaded | null> {
  if (isKnownWorld(world)) {
    const circuit = await loadCircuit(world);
    return { name: circuit.name, circuit };
  }
  return isCircuitFile(world) ? load(world, 'World is ignored', log) : null;
}

/** The YAML's perfect lap is not needed here: that it is missing is not worth a word. */
async function askedCircuit(
  asked: string,
  configuration: BrainConfiguration,
  log: Log,
): Promise<NamedCircuit> {
  const circuit = await loadCircuit(asked);
  const place = locatePerfectLap(configuration)?.found ?? null;
  const lap = place === null ? null : await load(place, 'the perfect lap is ignored', log);
  return { name: asked, circuit, perfectLap: lapOf(circuit, lap, log) };
}

function tellOfUndrawn(world: string, log: Log): void {
  const note = undrawnNote(world);
  if (note !== null) log.warn(`${world}: ${note}`);
}

/** The bag of a perfect lap, unless it is one of another circuit. */
function lapOf(circuit: Circuit, lap: Loaded | null, log: Log): string | null {
  if (lap === null) return null;
  if (isSameCourse(lap.circuit, circuit)) return lap.name;
  log.warn(`PerfectLap ${lap.name} is a lap of another circuit than ${circuit.name}; it is ignored`);
  return null;
}

async function builtIn(
  world: string,
  { file }: BrainConfiguration,
  instead: string,
  log: Log,
): Promise<Loaded | null> {
  if (isKnownWorld(world)) {
    tellOfUndrawn(world, log);
    return { name: world, circuit: await loadCircuit(world) };
  }
  if (isCircuitFile(world)) return load(world, `driving ${instead} instead`, log);
  log.warn(
    `${file}: World is '${world}', which is no circuit of the built-in world (${circuitNames().join(', ')}); ` +
      `driving ${instead} instead: name another circuit, or learn it (f1-brain circuit learn)`,
  );
  return null;
}

/** The circuit of the YAML's perfect lap; null, with a warning, where its bag is missing or broken. */
async function perfectLap(configuration: BrainConfiguration, log: Log): Promise<Loaded | null> {
  const places = locatePerfectLap(configuration);
  if (places === null) return null;
  if (places.found !== null) return load(places.found, 'the perfect lap is ignored', log);
  log.warn(
    `${configuration.file}: PerfectLap ${configuration.perfectLap} was not found; looked for ${places.searched.join(' and ')}`,
  );
  return null;
}

async function load(name: string, otherwise: string, log: Log): Promise<Loaded | null> {
  try {
    return { name, circuit: await loadCircuit(name) };
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    log.warn(`${error.message}; ${otherwise}`);
    return null;
  }
}

/** Whether a recorded lap runs along a circuit's line. */
export function isSameCourse(lap: Circuit, circuit: Circuit): boolean {
  for (let i = 0; i < COMPARED_PLACES; i++) {
    const { x_m, y_m } = lap.pointAt((i * lap.length_m) / COMPARED_PLACES);
    if (Math.abs(circuit.project(x_m, y_m).lateral_m) > SAME_COURSE_M) return false;
  }
  return true;
}
