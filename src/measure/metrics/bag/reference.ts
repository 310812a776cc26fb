import type { Circuit } from '../../../circuit/circuit';
import { isKnownWorld, loadCircuit } from '../../../circuit/load';
import { DEFAULT_LOOK } from '../../../circuit/look';
import { readPerfectLap } from '../../../circuit/perfect-lap';
import { BagError, ConfigurationError, messageOf } from '../../../errors';
import { type PerfectLap, samplePerfectLap } from '../behavior-metrics/perfect-lap';
import { readPerfectLapPoints } from '../behavior-metrics/read-perfect-lap';
import { type Walls, wallsOf } from '../line';
import type { MeasureOptions } from '../measurement';
import type { MetricNote } from '../note';
import type { RecordedRun, RunMetadata } from '../run-metadata';

/** What a run is measured against. */
export interface Reference {
  readonly circuit: Circuit | null;
  /** Null where they are unknown. */
  readonly walls: Walls | null;
  readonly perfectLap: PerfectLap | null;
  readonly notes: readonly MetricNote[];
}

/**
 * Resolves the reference line of our metrics and the perfect lap of BehaviorMetrics: each as requested, else
 * from the bag's metadata, else derived from the other.
 * @throws ConfigurationError for a requested perfect lap that cannot be read
 */
export async function resolveReference(options: MeasureOptions, recorded: RecordedRun): Promise<Reference> {
  const notes: MetricNote[] = [];
  const { perfectLap } = options;
  const asked = typeof perfectLap === 'string' ? await readRequestedLap(perfectLap) : (perfectLap ?? null);
  let circuit = options.circuit === undefined ? await findRecordedCircuit(recorded, notes) : options.circuit;
  let walls = circuit && findWalls(circuit, recorded);
  if (circuit === null && options.circuit === undefined && typeof perfectLap === 'string') {
    circuit = await buildLineFromLap(perfectLap, notes);
    walls = null;
  }
  return { circuit, walls, perfectLap: asked ?? (circuit && sampleCircuit(circuit)), notes };
}

/** A circuit built from a recorded lap has default walls, which exist in the built-in world only. */
function findWalls(circuit: Circuit, { ours }: RecordedRun): Walls | null {
  return circuit.look === DEFAULT_LOOK && !ours ? null : wallsOf(circuit);
}

/** An unreadable lap passed by the user is a wrong argument, not a bad recording. */
async function readRequestedLap(file: string): Promise<PerfectLap> {
  try {
    return await readPerfectLapPoints(file);
  } catch (error) {
    if (!(error instanceof BagError)) throw error;
    throw new ConfigurationError(`perfect lap ${error.message}`, { cause: error });
  }
}

function sampleCircuit(circuit: Circuit): PerfectLap {
  return samplePerfectLap(circuit, `line of circuit ${circuit.name}`);
}

/** Looks up built-in circuits only: metadata of a bag must not open files. */
async function findRecordedCircuit({ circuit }: RunMetadata, notes: MetricNote[]): Promise<Circuit | null> {
  if (circuit === null) return null;
  if (isKnownWorld(circuit)) return loadCircuit(circuit);
  notes.push({
    figure: null,
    reason: `the bag was recorded on ${circuit.slice(0, 100)}, which is not a built-in circuit; pass its file with --circuit`,
  });
  return null;
}

async function buildLineFromLap(file: string, notes: MetricNote[]): Promise<Circuit | null> {
  try {
    return await readPerfectLap(file);
  } catch (error) {
    notes.push({ figure: null, reason: `no line could be built from the perfect lap: ${messageOf(error)}` });
    return null;
  }
}
