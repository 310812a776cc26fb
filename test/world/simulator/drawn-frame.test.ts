import { loadCircuit } from '../../../src/circuit/load';
import { CAR_CAMERAS, type CarCameraName } from '../../../src/config/f1-car';
import type { RowRange } from '../../../src/types';
import { CameraRenderer } from '../../../src/world/simulator/camera/renderer';
import { DrawnFrame, DrawnImage } from '../../../src/world/simulator/drawn-frame';

const SEED = 3;

async function circuitAndPoses() {
  const circuit = await loadCircuit('simple_circuit');
  const poses = [0, 0.21, 0.47, 0.8].map((share) => {
    const { x_m, y_m, heading_rad } = circuit.pointAt(share * circuit.length_m);
    return { x_m: x_m + 0.2, y_m: y_m - 0.3, yaw_rad: heading_rad + 0.15 };
  });
  return { circuit, poses };
}

async function shown(car: CarCameraName = 'f1', noise = 0) {
  const { circuit, poses } = await circuitAndPoses();
  const camera = CAR_CAMERAS[car];
  const image = new DrawnImage(new CameraRenderer(circuit, SEED, { camera, noise }));
  const whole = new CameraRenderer(circuit, SEED, { camera, noise });
  let sequence = 0;
  const show = (pose: (typeof poses)[number]) => {
    image.show(pose);
    sequence += 1;
    return new DrawnFrame(image, { sequence, stamp: { sec: 0, nsec: 1 }, arrival_ms: 5, camera });
  };
  const expected = (pose: (typeof poses)[number]) => {
    const pixels = new Uint8Array(whole.byteLength);
    whole.render(pose, pixels);
    return pixels;
  };
  return { poses, show, expected };
}

function rowsOf(data: Uint8Array, step: number, { top, bottom }: RowRange): Buffer {
  return Buffer.from(data.slice(top * step, bottom * step));
}

describe('A frame that is drawn when it is read', () => {
  it.each(['f1', 'multicamera'] as const)(
    'has the pixels of the whole image, byte for byte (%s)',
    async (car) => {
      const { poses, show, expected } = await shown(car);
      for (const pose of poses) {
        const whole = expected(pose);
        const frame = show(pose);
        const everyThird = Array.from({ length: 80 }, (_, i) => ({ top: 240 + 3 * i, bottom: 241 + 3 * i }));
        for (const needed of [[{ top: 234, bottom: 282 }], everyThird, [{ top: 100, bottom: 236 }]]) {
          const data = frame.rows(needed);
          for (const range of needed) {
            expect(rowsOf(data, frame.step, range).equals(rowsOf(whole, frame.step, range))).toBe(true);
          }
        }
        expect(Buffer.from(frame.data).equals(whole)).toBe(true);
      }
    },
  );

  it('has these pixels in the columns that are read, whoever has read others before', async () => {
    const { poses, show, expected } = await shown();
    const needed = [{ top: 240, bottom: 300 }];
    const everyThird = Uint8Array.from({ length: 640 }, (_, column) => Number(column % 3 === 0));
    const rightHalf = Uint8Array.from({ length: 640 }, (_, column) => Number(column >= 320));
    for (const pose of poses) {
      const whole = expected(pose);
      const frame = show(pose);
      const differing = (columns: Uint8Array) => {
        const data = frame.rows(needed, columns);
        const places = Array.from({ length: 60 * 640 }, (_, i) => ({
          row: 240 + Math.floor(i / 640),
          column: i % 640,
        }));
        return places.filter(({ row, column }) => {
          const at = row * frame.step + 3 * column;
          return columns[column] === 1 && [0, 1, 2].some((c) => data[at + c] !== whole[at + c]);
        });
      };
      for (const columns of [everyThird, rightHalf, rightHalf, everyThird])
        expect(differing(columns)).toEqual([]);
      expect(Buffer.from(frame.data).equals(whole)).toBe(true);
    }
  });

  it('draws no other rows', async () => {
    const { poses, show } = await shown();
    const frame = show(poses[0]!);
    const data = frame.rows([
      { top: 300, bottom: 310 },
      { top: 470, bottom: 1000 },
    ]);
    const isDrawn = (row: number) =>
      rowsOf(data, frame.step, { top: row, bottom: row + 1 }).some((byte) => byte !== 0);
    const drawn = Array.from({ length: frame.height }, (_, row) => row).filter(isDrawn);
    expect(drawn).toEqual([...range(300, 310), ...range(470, 480)]);
  });

  it('gives a copy all of its rows', async () => {
    const { poses, show, expected } = await shown();
    const frame = show(poses[1]!);
    const whole = expected(poses[1]!);
    expect(Buffer.from({ ...frame }.data).equals(whole)).toBe(true);
    expect({ ...frame }).not.toHaveProperty('rows');
    expect(Buffer.from(structuredClone(frame).data).equals(whole)).toBe(true);
  });

  it('shows the next image once that is there', async () => {
    const { poses, show, expected } = await shown();
    const old = show(poses[0]!);
    old.rows([{ top: 240, bottom: 300 }]);
    const next = show(poses[1]!);
    next.rows([{ top: 240, bottom: 260 }]);
    expect(Buffer.from(old.data).equals(expected(poses[1]!))).toBe(true);
    expect(Buffer.from(next.data).equals(expected(poses[1]!))).toBe(true);
  });

  it('has the same noise whatever is read of it', async () => {
    const { poses, show, expected } = await shown('f1', 3);
    show(poses[0]!).rows([{ top: 400, bottom: 410 }]);
    const first = expected(poses[0]!);
    const second = expected(poses[1]!);
    expect(first.length).toBe(second.length);
    expect(Buffer.from(show(poses[1]!).data).equals(second)).toBe(true);
  });
});

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}
