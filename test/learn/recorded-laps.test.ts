import { existsSync } from 'node:fs';
import path from 'node:path';
import { loadCircuit } from '../../src/circuit/load';
import { pathAlong } from '../../src/learn/driven-path';
import { learnCircuit } from '../../src/learn/learn-circuit';
import { readDrive } from '../../src/learn/read-drive';
import { seenPlaces } from '../../src/learn/seen-places';
import { fitSightedLine } from '../../src/learn/sighted-line';
import { commonClock } from '../../src/learn/sighting-times';
import { errorOf } from './drives';

const GAZEBO = path.join(__dirname, '../../../shared/gazebo/drive-simple-circuit.bag');
const LAPS = path.join(__dirname, '../../../shared/conformance');

async function learn(file: string) {
  const bag = path.join(LAPS, file);
  const drive = await readDrive(bag, { images: true });
  return learnCircuit(bag, drive, { name: 'learned', direction: 'forward', walls_m: 1.5 });
}

(existsSync(LAPS) ? describe : describe.skip)('Recorded drives of BehaviorMetrics', () => {
  // Perfect laps are on a grid of 0.13 and 0.33 m, and up to half a metre off their own lines.
  it.each([
    ['lap-simple-circuit.bag', 'simple_circuit', 0.2, 0.4],
    ['lap-montreal.bag', 'montreal_line', 0.15, 0.5],
    ['simple-reverse-random-start.bag', 'simple_circuit', 0.2, 0.4],
    ['simple-weave-noise.bag', 'simple_circuit', 0.3, 0.7],
  ])('%s shows %s', async (file, name, mean_m, max_m) => {
    const [truth, { circuit }] = [await loadCircuit(name), await learn(file)];
    const error = errorOf(circuit, file.includes('reverse') ? reversed(truth) : truth);
    expect(error.mean_m).toBeLessThan(mean_m);
    expect(error.max_m).toBeLessThan(max_m);
    expect(Math.abs(circuit.length_m / truth.length_m - 1)).toBeLessThan(0.005);
  });

  it.each([
    ['simple-drift-half-lap.bag', /after 223 m the bag ends at least 76 m before the lap closes/],
    ['simple-leaves-track.bag', /after 227 m the bag ends at least 170 m before the lap closes/],
    ['simple-stuck.bag', /after 135 m the bag ends at least 84 m before the lap closes/],
  ])('%s holds no lap', async (file, reason) => {
    await expect(learn(file)).rejects.toThrow(reason);
  });
});

(existsSync(GAZEBO) ? describe : describe.skip)('A drive recorded in Gazebo', () => {
  it('shows the line within 5 mm, where the car is 5 cm off it', async () => {
    const { runs, sightings, clocks } = await readDrive(GAZEBO, { images: true });
    const truth = await loadCircuit('simple_circuit');
    const points = pathAlong(runs[0]!);
    const clock = commonClock(runs[0]!, sightings[0]!, clocks[0]!);
    const places = seenPlaces({ points, closing: null, largestGap_m: 0 }, truth, sightings[0]!, clock!);
    const fitted = fitSightedLine(places, truth.length_m)!;
    expect(fitted.coverage * truth.length_m).toBeGreaterThan(45);
    expect(fitted.scatter_m).toBeLessThan(0.002);
    expect(Math.max(...fitted.aside_m.map(Math.abs))).toBeLessThan(0.005);
    const offs_m = points.map(({ x_m, y_m }) => Math.abs(truth.project(x_m, y_m).lateral_m));
    expect(Math.max(...offs_m)).toBeGreaterThan(0.04);
  });
});

/** Places beside a line are the same, driven the other way. */
function reversed(line: Awaited<ReturnType<typeof loadCircuit>>) {
  return {
    length_m: line.length_m,
    pointAt: (s_m: number) => {
      const { x_m, y_m, heading_rad } = line.pointAt(-s_m);
      return { x_m, y_m, heading_rad: heading_rad + Math.PI };
    },
    project: (x_m: number, y_m: number, near_m?: number) => {
      const { s_m, lateral_m } = line.project(x_m, y_m, near_m === undefined ? undefined : -near_m);
      return { s_m: -s_m, lateral_m: -lateral_m };
    },
  };
}
