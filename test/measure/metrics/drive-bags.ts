import type { Circuit } from '../../../src/circuit/circuit';
import { loadCircuit } from '../../../src/circuit/load';
import { measureBag } from '../../../src/measure/metrics/measure-bag';
import type { BagMeasurement, MeasureOptions } from '../../../src/measure/metrics/measurement';
import { BagFolder } from '../../helpers/bags';
import { beside, DriveBag } from '../../helpers/drive-bag';

export const folder = new BagFolder();

/** simple_circuit, loaded before the first test. */
export let circuit: Circuit;

beforeAll(async () => {
  circuit = await loadCircuit('simple_circuit');
});

interface DriveOptions {
  readonly from_m?: number;
  readonly distance_m?: number;
  readonly forward?: boolean;
  readonly lateral_m?: (distance_m: number) => number;
  readonly from_s?: number;
}

/** Adds poses at 20 Hz along the line at 10 m/s. */
export function drive(
  bag: DriveBag,
  { from_m = 0, distance_m = 440, forward = true, lateral_m, from_s = 10 }: DriveOptions = {},
) {
  for (let i = 0; i * 0.5 <= distance_m; i++) {
    const s_m = from_m + (forward ? 1 : -1) * i * 0.5;
    bag.pose(beside(circuit, s_m, lateral_m?.(i * 0.5) ?? 0, forward), from_s + i * 0.05);
  }
  return bag;
}

/** Measures a bag on simple_circuit. */
export function measure(bag: DriveBag | Buffer, options: MeasureOptions = {}): Promise<BagMeasurement> {
  const bytes = bag instanceof DriveBag ? bag.bytes() : bag;
  return measureBag(folder.write(bytes), { circuit, ...options });
}

/** Reasons for the missing `figure`; null for notes on the whole bag. */
export const reasonsOf = (m: BagMeasurement, figure: string | null) =>
  m.notes.filter((note) => note.figure === figure).map(({ reason }) => reason);
