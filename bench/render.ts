/**
 * How fast the camera renderer draws: `npx jiti bench/render.ts [--json] [--frames N]`.
 * Drives along each circuit and times every picture, full frames and the rows that a PilotNet sees.
 */
import { parseArgs } from 'node:util';
import { circuitNames, loadCircuit } from '../src/circuit/load';
import { CameraRenderer } from '../src/world/simulator/camera/renderer';

interface Row {
  readonly circuit: string;
  readonly rows: string;
  readonly frames_per_second: number;
  readonly p50_ms: number;
  readonly p99_ms: number;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { json: { type: 'boolean', default: false }, frames: { type: 'string', default: '600' } },
  });
  const frames = Number(values.frames);
  const results: Row[] = [];
  for (const name of circuitNames()) {
    const circuit = await loadCircuit(name);
    const renderer = new CameraRenderer(circuit);
    const target = new Uint8Array(renderer.byteLength);
    for (const [rows, from] of [
      ['0-479', 0],
      ['240-479', 240],
    ] as const) {
      const times: number[] = [];
      for (let i = -100; i < frames; i++) {
        const point = circuit.pointAt(((i + 100) * circuit.length_m) / (frames + 100));
        const pose = { x_m: point.x_m, y_m: point.y_m, yaw_rad: point.heading_rad + 0.1 * Math.sin(i) };
        const begin = performance.now();
        renderer.render(pose, target, from, 480);
        if (i >= 0) times.push(performance.now() - begin);
      }
      results.push({ circuit: name, rows, ...summary(times) });
    }
  }
  if (values.json) console.log(JSON.stringify(results));
  else console.table(results);
}

function summary(times_ms: number[]): Omit<Row, 'circuit' | 'rows'> {
  const sorted = [...times_ms].sort((a, b) => a - b);
  const total = sorted.reduce((sum, value) => sum + value, 0);
  const round = (value: number) => Math.round(value * 1000) / 1000;
  return {
    frames_per_second: Math.round((1000 * sorted.length) / total),
    p50_ms: round(sorted[Math.floor(sorted.length * 0.5)]),
    p99_ms: round(sorted[Math.floor(sorted.length * 0.99)]),
  };
}

void main();
