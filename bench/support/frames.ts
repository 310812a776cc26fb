import type { Circuit } from '../../src/circuit/circuit';
import { F1_CAMERA } from '../../src/config/f1-car';
import type { Frame } from '../../src/types';
import { CameraRenderer } from '../../src/world/simulator/camera/renderer';

const { width: WIDTH, height: HEIGHT } = F1_CAMERA;

/** A frame of the F1 car's camera, rgb8. */
export function cameraFrame(data: Uint8Array, sequence = 1): Frame {
  const format = { width: WIDTH, height: HEIGHT, step: 3 * WIDTH, encoding: 'rgb8' as const };
  return { ...format, data, sequence, stamp: null, arrival_ms: 0 };
}

/** Frames of noise. */
export function noiseFrames(count: number): Frame[] {
  let state = 1;
  return Array.from({ length: count }, (_, sequence) => {
    const data = new Uint8Array(WIDTH * HEIGHT * 3);
    for (let i = 0; i < data.length; i++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      data[i] = state >>> 24;
    }
    return cameraFrame(data, sequence);
  });
}

/** Frames as the built-in world renders them at places of a circuit's line. */
export function renderedFrames(circuit: Circuit, places_m: readonly number[]): Frame[] {
  const renderer = new CameraRenderer(circuit);
  return places_m.map((place_m, sequence) => {
    const { x_m, y_m, heading_rad } = circuit.pointAt(place_m);
    const data = new Uint8Array(renderer.byteLength);
    renderer.render({ x_m, y_m, yaw_rad: heading_rad }, data);
    return cameraFrame(data, sequence);
  });
}
