import type { Circuit } from '../../circuit/circuit';
import { brainNames } from '../../config/brain-file';
import { shippedModels } from '../../config/named-model';
import { PROVIDER_REQUESTS } from '../../drive/inference/providers';
import { wallsOf } from '../../measure/metrics/line';
import { version } from '../../support/version';
import { type HelloMessage, type LiveCircuit, type Point, PROTOCOL } from '../messages';

const SPACING_M = 0.5;
const MOST_POINTS = 2000;

/** What every hello says; the rest is the run's. */
export function helloOf(
  session: string,
  started_ms: number,
  run: Pick<HelloMessage, 'kind' | 'world' | 'circuit' | 'direction' | 'laps'>,
): HelloMessage {
  return {
    type: 'hello',
    protocol: PROTOCOL,
    version: version(),
    session,
    started_ms,
    ...run,
    choices: { brains: brainNames(), models: shippedModels(), providers: [...PROVIDER_REQUESTS] },
  };
}

/** A circuit as points of its line and walls. */
export function liveCircuit(circuit: Circuit): LiveCircuit {
  const { name, length_m, lineWidth_m, start } = circuit;
  const { left_m, right_m } = wallsOf(circuit);
  const count = Math.min(MOST_POINTS, Math.max(3, Math.round(length_m / SPACING_M)));
  const beside = (offset_m: number | null): Point[] | null =>
    offset_m === null
      ? null
      : Array.from({ length: count }, (_, i) => {
          const { x_m, y_m, heading_rad } = circuit.pointAt((i * length_m) / count);
          return [
            centimetres(x_m - offset_m * Math.sin(heading_rad)),
            centimetres(y_m + offset_m * Math.cos(heading_rad)),
          ];
        });
  return {
    name,
    length_m,
    lineWidth_m,
    line: beside(0)!,
    leftWall: beside(left_m),
    rightWall: beside(right_m === null ? null : -right_m),
    start: { x_m: start.x_m, y_m: start.y_m, yaw_rad: start.yaw_rad },
  };
}

function centimetres(length_m: number): number {
  return Math.round(length_m * 100) / 100;
}
