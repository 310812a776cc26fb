import type { Circuit } from '../src/circuit/circuit';
import type { Direction } from '../src/circuit/direction';
import { CAR_CAMERAS, type CarCameraName } from '../src/config/f1-car';
import { LapMetrics } from '../src/measure/metrics/lap-metrics';
import { wallsOf } from '../src/measure/metrics/line';
import type { Brain } from '../src/types';
import { LockstepWorld } from '../src/world/simulator/lockstep-world';

/** One lap of a brain in the built-in world. Lengths in metres, times in simulated seconds. */
export interface DrivenLap {
  readonly circuit: string;
  readonly direction: Direction;
  readonly delay_ms: number;
  /** The car's camera; absent for the F1 car's. */
  readonly mount?: CarCameraName;
  readonly completed: boolean;
  readonly percent: number | null;
  readonly contacts: number;
  readonly lap_s: number | null;
  readonly speed_mps: number | null;
  readonly deviation_mean_m: number | null;
  readonly deviation_max_m: number | null;
}

export const LIMIT_S = 400;

/** Drives one lap in lockstep, `delay_ms` from a frame to its command, or as far as it comes in `limit_s` simulated
 *  seconds. The brain remembers nothing of what it saw before. */
export async function driveLap(
  brain: Pick<Brain, 'decide'> & { reset?(): void },
  circuit: Circuit,
  direction: Direction,
  delay_ms: number,
  seed: number,
  limit_s = LIMIT_S,
  mount: CarCameraName = 'f1',
): Promise<DrivenLap> {
  brain.reset?.();
  const world = new LockstepWorld({
    circuit,
    direction,
    seed,
    sensorToActuatorDelay_ms: delay_ms,
    limit_s,
    appearance: { camera: CAR_CAMERAS[mount] },
  });
  const metrics = new LapMetrics(circuit, direction, 1, { walls: wallsOf(circuit) });
  world.onFrame(async (frame) => world.command(await brain.decide(frame)));
  world.onPose((pose) => {
    metrics.pose(pose);
    if (metrics.endedBecause !== null) world.close();
  });
  await world.start();
  const figures = metrics.compute();
  return {
    circuit: circuit.name,
    direction,
    delay_ms,
    ...(mount !== 'f1' && { mount }),
    completed: figures.completed,
    percent: figures.percentage_completed,
    contacts: world.contacts().events,
    lap_s: figures.lap_seconds,
    speed_mps: figures.average_speed_mps,
    deviation_mean_m: figures.position_deviation_mean_m,
    deviation_max_m: figures.position_deviation_max_m,
  };
}
