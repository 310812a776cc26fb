import type { Circuit } from '../../../../src/circuit/circuit';
import { loadCircuit } from '../../../../src/circuit/load';
import type { CalibrationSet } from '../../../../src/models/optimize/strategy';
import { RandomSource } from '../../../../src/support/random';
import type { Command, Frame } from '../../../../src/types';
import { CameraRenderer } from '../../../../src/world/simulator/camera/renderer';
import { type CoursePose, poseAt } from '../../../../src/world/simulator/course-pose';
import { teach } from '../../../../src/world/simulator/teacher';

/** Labelled images of the built-in world, rendered on demand. */
export interface RenderedSet extends CalibrationSet {
  /** The teacher's command for an image. */
  label(index: number): Command;
}

/** Images from random poses around the line of a circuit, in both directions; each is a sequence of its own. */
export async function createRenderedSet(
  size: number,
  seed: number,
  name = 'simple_circuit',
): Promise<RenderedSet> {
  const circuit: Circuit = await loadCircuit(name);
  const renderer = new CameraRenderer(circuit, seed);
  const { width, height } = renderer.appearance.camera;
  const place = (index: number): { pose: CoursePose; direction: 'forward' | 'reverse' } => {
    const random = new RandomSource(seed, index);
    const direction = random.chance(0.5) ? 'forward' : 'reverse';
    const pose = poseAt(
      circuit,
      direction,
      random.uniform(0, circuit.length_m),
      random.normal(0.3),
      random.normal(0.15),
    );
    return { pose, direction };
  };
  return {
    folder: `images of ${name}`,
    size,
    startsSequence: () => true,
    label(index) {
      const { pose, direction } = place(index);
      return teach(circuit, direction, pose);
    },
    async frame(index): Promise<Frame> {
      const data = new Uint8Array(renderer.byteLength);
      renderer.render(place(index).pose, data, 0, height);
      return {
        width,
        height,
        step: width * 3,
        encoding: 'rgb8',
        data,
        sequence: index + 1,
        stamp: null,
        arrival_ms: 0,
      };
    },
  };
}
