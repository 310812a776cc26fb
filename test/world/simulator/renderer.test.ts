import { Circuit } from '../../../src/circuit/circuit';
import { DEFAULT_LOOK } from '../../../src/circuit/look';
import { F1_CAMERA } from '../../../src/config/f1-car';
import { type Appearance, CameraRenderer } from '../../../src/world/simulator/camera/renderer';
import { ring } from '../../circuit/ring';

const WIDTH = 640;
const HEIGHT = 480;
/** On the line of a ring of 20 m radius, heading along it. */
const ON_LINE = { x_m: 20, y_m: 0, yaw_rad: Math.PI / 2 };

/** The ring with a line of pure red, walls of pure green (left) and blue (right), on plain asphalt. */
function coloured(changes: Partial<Appearance['look']> = {}): Circuit {
  const wall = { distance_m: 1.5, height_m: 0.5, sun: [0, 0, 0], rounded: false, edge: null } as const;
  return ring(20).with({
    look: {
      ...DEFAULT_LOOK,
      lineColour: [255, 0, 0],
      lineHeight_m: 0,
      road: { colour: [60, 60, 60], contrast: 0, tile_m: 1 },
      leftWall: { ...wall, shade: [0, 255, 0] },
      rightWall: { ...wall, shade: [0, 0, 255] },
      ...changes,
    },
  });
}

function picture(circuit: Circuit, pose = ON_LINE, appearance: Partial<Appearance> = {}): Uint8Array {
  const target = new Uint8Array(WIDTH * HEIGHT * 3);
  new CameraRenderer(circuit, 1, appearance).render(pose, target);
  return target;
}

function pixel(data: Uint8Array, column: number, row: number): [red: number, green: number, blue: number] {
  const o = 3 * (Math.round(row) * WIDTH + Math.round(column));
  return [data[o]!, data[o + 1]!, data[o + 2]!];
}

/** Where a point of the road, in the car's frame, is seen: worked out independently of the renderer. */
function project(forward_m: number, left_m: number): { column: number; row: number } {
  const ahead = forward_m - F1_CAMERA.forward_m;
  const { pitch_rad, height_m, focal_px } = F1_CAMERA;
  const depth = ahead * Math.cos(pitch_rad) + height_m * Math.sin(pitch_rad);
  const down = height_m * Math.cos(pitch_rad) - ahead * Math.sin(pitch_rad);
  return {
    column: 319.5 - (focal_px * (left_m - F1_CAMERA.left_m)) / depth,
    row: 239.5 + (focal_px * down) / depth,
  };
}

describe('The camera picture', () => {
  it('shows the line where the projection says', () => {
    const data = picture(coloured());
    for (const ahead of [0.75, 1, 1.5, 2.5, 4]) {
      // The ring bends to the left: the line leaves the tangent by ahead^2 / 2r.
      const left = 20 - Math.sqrt(400 - ahead * ahead);
      const { column, row } = project(ahead, left);
      expect(pixel(data, column, row)).toEqual([255, 0, 0]);
    }
  });

  it('shows the edges of the line to a fraction of a pixel', () => {
    const data = picture(coloured());
    for (const row of [300, 360, 420]) {
      const below_rad = Math.atan((row - F1_CAMERA.centreRow_px) / F1_CAMERA.focal_px) + F1_CAMERA.pitch_rad;
      const ahead = F1_CAMERA.forward_m + F1_CAMERA.height_m / Math.tan(below_rad);
      const middle = 20 - Math.sqrt(400 - ahead * ahead);
      const left = project(ahead, middle + 0.05).column;
      const right = project(ahead, middle - 0.05).column;
      let width = 0;
      for (let column = 0; column < WIDTH; column++) width += (pixel(data, column, row)[0] - 60) / 195;
      expect(Math.abs(width - (right - left))).toBeLessThan(0.3);
      expect(pixel(data, left + 1.2, row)).toEqual([255, 0, 0]);
      expect(pixel(data, left - 1.2, row)).toEqual([60, 60, 60]);
    }
  });

  it('shows sky above the horizon and, without walls, nothing else', () => {
    const data = picture(coloured({ leftWall: null, rightWall: null }));
    for (let column = 0; column < WIDTH; column += 13) {
      for (let row = 0; row < 236; row += 5) {
        const [red, , blue] = pixel(data, column, row);
        expect(blue).toBeGreaterThan(red);
      }
      expect(pixel(data, column, 245)[2]).toBeLessThan(130);
    }
  });

  it('shows walls on their sides, as high as they are', () => {
    const circuit = coloured();
    const data = picture(circuit);
    expect(pixel(data, 5, 220)).toEqual([0, 255, 0]);
    expect(pixel(data, 634, 220)).toEqual([0, 0, 255]);
    // Right edge of the picture: the ray goes 45 degrees to the right and meets the wall 1.5 m away.
    const high = picture(coloured({ rightWall: { ...circuit.look.rightWall!, height_m: 1 } }));
    const top = (image: Uint8Array) => {
      let row = 0;
      while (pixel(image, 634, row)[2] !== 255 || pixel(image, 634, row)[0] !== 0) row++;
      return 236.2 - row;
    };
    expect(top(high) / top(data)).toBeCloseTo((1 - 0.0995) / (0.5 - 0.0995), 1);
  });

  it('hides behind a wall what lies beyond it', () => {
    // Looking at the left wall head-on: the line's far part comes round behind it.
    const data = picture(coloured(), { x_m: 20, y_m: 0, yaw_rad: Math.PI });
    for (let column = 0; column < WIDTH; column += 7) {
      for (let row = 150; row < 238; row += 3) expect(pixel(data, column, row)[0]).toBe(0);
      expect(pixel(data, column, 240)).toEqual([0, 255, 0]);
    }
  });

  it('ends at the far plane', () => {
    const straight = new Circuit({
      name: 'straight',
      points: [
        [0, 0],
        [200, 0],
        [400, 200],
        [200, 400],
        [0, 400],
        [-200, 200],
      ],
      lineWidth_m: 0.1,
      look: coloured().look,
    });
    const point = straight.pointAt(100);
    const pose = { x_m: point.x_m, y_m: point.y_m, yaw_rad: point.heading_rad };
    const data = picture(straight, pose);
    // Straight ahead, between the walls, 15 m away: sky again although the road goes on.
    expect(pixel(data, 320, 236)[2]).toBeGreaterThan(150);
    expect(pixel(picture(straight, pose, { camera: { ...F1_CAMERA, far_m: 100 } }), 320, 237)[0]).not.toBe(
      pixel(data, 320, 237)[0],
    );
  });

  it('paints markings under the line', () => {
    const bar = {
      from_s_m: 1.4,
      to_s_m: 1.8,
      from_left_m: 1,
      to_left_m: -1,
      colour: [250, 250, 250],
    } as const;
    const data = picture(coloured({ markings: [bar] }));
    const beside = project(1.6, 0.3);
    expect(pixel(data, beside.column, beside.row)).toEqual([250, 250, 250]);
    const middle = project(1.6, 0.064);
    expect(pixel(data, middle.column, middle.row)).toEqual([255, 0, 0]);
  });

  it('is the same for the same seed, and another road for another', () => {
    const render = (seed: number) => {
      const target = new Uint8Array(WIDTH * HEIGHT * 3);
      new CameraRenderer(ring(20), seed, { noise: 3 }).render(ON_LINE, target);
      return Buffer.from(target);
    };
    expect(render(4).equals(render(4))).toBe(true);
    expect(render(4).equals(render(5))).toBe(false);
  });

  it('gives the same rows when only some are asked for', () => {
    const whole = picture(coloured());
    const renderer = new CameraRenderer(coloured(), 1);
    for (const [from, to] of [
      [240, 480],
      [230, 300],
      [0, 240],
      [237, 239],
    ] as const) {
      const part = new Uint8Array(WIDTH * HEIGHT * 3).fill(7);
      renderer.render(ON_LINE, part, from, to);
      const rows = (data: Uint8Array) => Buffer.from(data.subarray(from * WIDTH * 3, to * WIDTH * 3));
      expect(rows(part).equals(rows(whole))).toBe(true);
      expect(part.subarray(0, from * WIDTH * 3).every((value) => value === 7)).toBe(true);
      expect(part.subarray(to * WIDTH * 3).every((value) => value === 7)).toBe(true);
    }
  });

  it('leaves nothing of a picture in the next one', () => {
    const renderer = new CameraRenderer(coloured(), 1);
    const first = new Uint8Array(WIDTH * HEIGHT * 3);
    const again = new Uint8Array(WIDTH * HEIGHT * 3);
    renderer.render(ON_LINE, first);
    renderer.render({ x_m: 19.6, y_m: 0.3, yaw_rad: 2.4 }, again);
    renderer.render(ON_LINE, again);
    expect(Buffer.from(again).equals(Buffer.from(first))).toBe(true);
  });

  it('can change its looks from one picture to the next', () => {
    const renderer = new CameraRenderer(coloured(), 1);
    const target = new Uint8Array(WIDTH * HEIGHT * 3);
    const { column, row } = project(1, 20 - Math.sqrt(399));
    renderer.appear({ look: coloured({ lineColour: [10, 200, 30] }).look });
    renderer.render(ON_LINE, target);
    expect(pixel(target, column, row)).toEqual([10, 200, 30]);
    renderer.appear({ look: coloured({ lineColour: null }).look });
    renderer.render(ON_LINE, target);
    expect(pixel(target, column, row)).toEqual([60, 60, 60]);
    renderer.appear({ brightness: 20, contrast: 0.5 });
    renderer.render(ON_LINE, target);
    expect(pixel(target, column, row)).toEqual([114, 114, 114]);
  });

  it('turns with the car: a line to the left of the car is seen on the left', () => {
    const data = picture(coloured(), { x_m: 20.3, y_m: 0, yaw_rad: Math.PI / 2 });
    let sum = 0;
    let count = 0;
    for (let column = 0; column < WIDTH; column++) {
      if (pixel(data, column, 280)[0] === 255) {
        sum += column;
        count++;
      }
    }
    expect(count).toBeGreaterThan(5);
    expect(sum / count).toBeLessThan(300);
  });
});
