import type { Circuit } from '../../../circuit/circuit';
import { circuitNames, loadCircuit } from '../../../circuit/load';
import { DEFAULT_LOOK } from '../../../circuit/look';
import { readPerfectLap } from '../../../circuit/perfect-lap';
import { parseWorldName } from '../../../circuit/variants';
import { BagError, ConfigurationError, messageOf } from '../../../errors';
import { type PerfectLap, perfectLapOfLine } from '../behavior-metrics/perfect-lap';
import { readPerfectLapPoints } from '../behavior-metrics/read-perfect-lap';
import { type Walls, wallsOf } from '../line';
import type { MeasureOptions } from '../measurement';
import type { MetricNote } from '../note';
import type { RecordedRun, RunMetadata } from '../run-metadata';

/** What a drive is measured against. */
export interface Course {
  readonly circuit: Circuit | null;
  /** Null where nobody knows them. */
  readonly walls: Walls | null;
  readonly perfectLap: PerfectLap | null;
  readonly notes: readonly MetricNote[];
}

/**
 * The line for our figures and the perfect lap for those of BehaviorMetrics: each as asked for, else by the
 * bag's metadata, else from one another.
 * @throws ConfigurationError for a perfect lap that was asked for and cannot be read
 */
export async function courseOf(options: MeasureOptions, recorded: RecordedRun): Promise<Course> {
  const notes: MetricNote[] = [];
  const { perfectLap } = options;
  const asked = typeof perfectLap === 'string' ? await readLap(perfectLap) : (perfectLap ?? null);
  let circuit = options.circuit === undefined ? await recordedCircuit(recorded, notes) : options.circuit;
  let walls = circuit && wallsFor(circuit, recorded);
  if (circuit === null && options.circuit === undefined && typeof perfectLap === 'string') {
    circuit = await lineOfLap(perfectLap, notes);
    walls = null;
  }
  return { circuit, walls, perfectLap: asked ?? (circuit && perfectLapOfCircuit(circuit)), notes };
}

/** A circuit made of a recorded lap has walls that are made up, and stand in the built-in world alone. */
function wallsFor(circuit: Circuit, { ours }: RecordedRun): Walls | null {
  return circuit.look === DEFAULT_LOOK && !ours ? null : wallsOf(circuit);
}

/** A lap that the user names and that cannot be read is a wrong argument, not a bad recording. */
async function readLap(file: string): Promise<PerfectLap> {
  try {
    return await readPerfectLapPoints(file);
  } catch (error) {
    if (!(error instanceof BagError)) throw error;
    throw new ConfigurationError(`perfect lap ${error.message}`, { cause: error });
  }
}

function perfectLapOfCircuit(circuit: Circuit): PerfectLap {
  return perfectLapOfLine(circuit, `line of circuit ${circuit.name}`);
}

/** Only circuits by name: a bag's metadata opens no file. */
async function recordedCircuit({ circuit }: RunMetadata, notes: MetricNote[]): Promise<Circuit | null> {
  if (circuit === null) return null;
  if (circuitNames().includes(parseWorldName(circuit).circuit)) return loadCircuit(circuit);
  notes.push({
    figure: null,
    reason: `the bag was recorded on ${circuit.slice(0, 100)}, which is no built-in circuit: name its file with --circuit`,
  });
  return null;
}

async function lineOfLap(file: string, notes: MetricNote[]): Promise<Circuit | null> {
  try {
    return await readPerfectLap(file);
  } catch (error) {
    notes.push({ figure: null, reason: `no line could be made of the perfect lap: ${messageOf(error)}` });
    return null;
  }
}
