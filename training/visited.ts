import { readFileSync, writeFileSync } from 'node:fs';
import type { Direction } from '../src/circuit/direction';

/** A pose that a driven car came through. */
export interface VisitedPose {
  readonly circuit: string;
  readonly direction: Direction;
  readonly x_m: number;
  readonly y_m: number;
  readonly yaw_rad: number;
}

const HEADER = 'circuit,direction,x_m,y_m,yaw_rad';

export function writeVisited(file: string, poses: readonly VisitedPose[]): void {
  const rows = poses.map((p) =>
    [p.circuit, p.direction, p.x_m.toFixed(5), p.y_m.toFixed(5), p.yaw_rad.toFixed(6)].join(','),
  );
  writeFileSync(file, `${[HEADER, ...rows].join('\n')}\n`);
}

export function readVisited(file: string): VisitedPose[] {
  const [, ...lines] = readFileSync(file, 'utf8').trim().split('\n');
  return lines.map((line) => {
    const [circuit = '', direction, x, y, yaw] = line.split(',');
    return {
      circuit,
      direction: direction === 'reverse' ? 'reverse' : 'forward',
      x_m: Number(x),
      y_m: Number(y),
      yaw_rad: Number(yaw),
    };
  });
}
