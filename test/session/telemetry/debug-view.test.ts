import { DebugView } from '../../../src/session/telemetry/debug-view';
import type { Frame, NetworkImage } from '../../../src/types';
import { plainFrame } from '../../helpers/frames';

/** A road with a straight red line ahead. */
function road(): Frame {
  const frame = plainFrame([60, 60, 60], { width: 640, height: 480 });
  for (let row = 239; row < 480; row += 1) {
    const half = (row - 237) / 2;
    for (let u = Math.max(0, Math.round(320 - half)); u < 320 + half; u += 1) {
      frame.data.set([255, 60, 60], row * frame.step + 3 * u);
    }
  }
  return frame;
}

function count(data: Uint8Array, colour: readonly number[]): number {
  let found = 0;
  for (let i = 0; i < data.length; i += 3) {
    if (colour.every((value, c) => data[i + c] === value)) found += 1;
  }
  return found;
}

const LINE = [0, 255, 255];
const WAY = [255, 220, 0];
const BAR = [0, 200, 0];
const picture = (width: number, height: number): NetworkImage => ({
  width,
  height,
  rgb: new Uint8Array(3 * width * height).fill(60),
  top: 0.5,
  bottom: 1,
  left: 0,
  right: width,
});

describe('the picture for people', () => {
  it("is the network's, enlarged, with the line that the frame shows and the way of the command", () => {
    const canvas = new DebugView().draw(road(), { v_mps: 8, w_radps: 0 }, picture(200, 66));
    expect([canvas.width, canvas.height]).toEqual([600, 198]);
    expect(count(canvas.data, WAY)).toBeGreaterThan(50);
    // Straight on, way and line are nearly the same: the way is drawn above it.
    expect(count(canvas.data, LINE)).toBeGreaterThan(10);
    expect(count(canvas.data, BAR)).toBe(0);
  });

  it('has its bar on the side to which the car turns', () => {
    const columns = (w_radps: number) => {
      const canvas = new DebugView().draw(road(), { v_mps: 8, w_radps }, picture(200, 66));
      const found: number[] = [];
      for (let x = 0; x < canvas.width; x++) {
        const at = 3 * ((canvas.height - 2) * canvas.width + x);
        if (canvas.data[at] === BAR[0] && canvas.data[at + 1] === BAR[1]) found.push(x);
      }
      return found;
    };
    expect(Math.max(...columns(3))).toBeLessThan(300);
    expect(Math.min(...columns(-3))).toBeGreaterThanOrEqual(300);
  });

  it('shows the frame itself, in its colours, where there is no network', () => {
    const frame = plainFrame([10, 20, 30], { width: 1280, height: 960, encoding: 'bgr8' });
    const canvas = new DebugView().draw(frame, { v_mps: 0, w_radps: 0 }, null);
    expect([canvas.width, canvas.height]).toEqual([640, 480]);
    expect(canvas.data.subarray(0, 3)).toEqual(frame.data.slice(0, 3).reverse());
  });

  it.each([
    [1, 1],
    [2, 2],
    [3000, 2],
  ])('can be drawn of a picture of %i x %i, and is no giant', (width, height) => {
    const frame = plainFrame([9, 9, 9], { width, height });
    const canvas = new DebugView().draw(frame, { v_mps: 5, w_radps: 1 }, null);
    expect(canvas.width).toBeLessThanOrEqual(1024);
    expect(canvas.data).toHaveLength(3 * canvas.width * canvas.height);
  });

  it('finds no line in a picture without colour', () => {
    const frame = plainFrame([9, 9, 9], { width: 640, height: 480, encoding: 'mono8' });
    const canvas = new DebugView().draw(frame, { v_mps: 0, w_radps: 0 }, picture(200, 66));
    expect(count(canvas.data, LINE)).toBe(0);
  });
});
