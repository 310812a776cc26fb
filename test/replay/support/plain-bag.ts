import type { BagWriterOptions } from '../../../src/bag/bag-writer';
import type { Circuit } from '../../../src/circuit/circuit';
import { encodeImage } from '../../../src/messages/index';
import { beside, DriveBag, rosTime } from '../../helpers/drive-bag';

/** A moment of a drive. */
export interface Moment {
  readonly time_s: number;
  readonly s_m: number;
  readonly lateral_m?: number;
}

export interface PlainBagOptions extends BagWriterOptions {
  /** Default: pose, image and decision. */
  readonly has?: readonly ('pose' | 'image' | 'decision' | 'command')[];
  readonly direction?: 'forward' | 'reverse';
  /** Default: the metadata name the circuit. */
  readonly named?: boolean;
  /** More of the metadata. */
  readonly metadata?: object;
}

export const IMAGE = { width: 8, height: 4 } as const;

/** A bag with small images of one grey each: that of image i is i + 1. A decision answers its image with v 10, w i / 10. */
export function plainBag(
  circuit: Circuit,
  moments: readonly Moment[],
  options: PlainBagOptions = {},
): DriveBag {
  const { has, direction = 'forward', named = true, metadata, ...writer } = options;
  const bag = new DriveBag(writer);
  addMoments(bag, circuit, moments, { direction, ...(has && { has }) });
  const of = { brain: 'test brain', ...(named && { circuit: circuit.name, direction }), ...metadata };
  return bag.text('/metadata', { f1_brain: of }, moments.at(-1)!.time_s);
}

/** Goes on with a bag. */
export function addMoments(
  bag: DriveBag,
  circuit: Circuit,
  moments: readonly Moment[],
  {
    has = ['pose', 'image', 'decision'],
    direction = 'forward',
  }: Pick<PlainBagOptions, 'has' | 'direction'> = {},
): void {
  moments.forEach(({ time_s, s_m, lateral_m = 0 }, i) => {
    const stamp = rosTime(time_s);
    if (has.includes('pose')) bag.pose(beside(circuit, s_m, lateral_m, direction === 'forward'), time_s);
    if (has.includes('image'))
      bag.raw('/F1ROS/cameraL/image_raw', 'sensor_msgs/Image', time_s, greyImage(i, stamp));
    if (has.includes('command')) bag.command(10, i / 10, time_s);
    if (has.includes('decision'))
      bag.decisionJson(
        {
          ...DECISION,
          sequence: i,
          stamp,
          command: { v_mps: 10, w_radps: i / 10 },
          left_ms: 1000 * time_s,
          sim_s: time_s,
        },
        time_s,
      );
  });
}

const DECISION = {
  waited_ms: 0,
  step_ms: 1.5,
  inference_ms: 1,
  sensor_to_actuator_ms: 2,
  compensation: null,
};

function greyImage(i: number, stamp: { readonly sec: number; readonly nsec: number }): Buffer {
  const { width, height } = IMAGE;
  return encodeImage({
    header: { seq: i, stamp, frame_id: 'camera' },
    width,
    height,
    step: 3 * width,
    encoding: 'rgb8',
    is_bigendian: 0,
    data: new Uint8Array(3 * width * height).fill(i + 1),
  });
}

/** Places at equal times and distances. */
export function moments(count: number, { from_m = 0, step_m = 1, from_s = 10, step_s = 0.1 } = {}): Moment[] {
  return Array.from({ length: count }, (_, i) => ({ time_s: from_s + i * step_s, s_m: from_m + i * step_m }));
}
