import { differences, lineLikeness, roadLineLikeness, skylineLikeness } from '../../scripts/support/likeness';

const [WIDTH, HEIGHT] = [640, 480];

/** Grey road below a light sky, with a red line of 10 columns from row 300 on. */
function image({ line = 300, horizon = 238, road = 90, red = 220 } = {}): Uint8Array {
  const data = new Uint8Array(3 * WIDTH * HEIGHT);
  for (let row = 0; row < HEIGHT; row++) {
    for (let column = 0; column < WIDTH; column++) {
      const isLine = row >= 300 && column >= line && column < line + 10;
      const colour = isLine ? [red, 40, 40] : row < horizon ? [180, 180, 180] : [road, road, road];
      data.set(colour, 3 * (WIDTH * row + column));
    }
  }
  return data;
}

describe('the likeness of two images', () => {
  it('of the same image is complete', () => {
    const one = image();
    expect(lineLikeness(one, one)).toEqual({ line_iou: 1, line_px: 0, line_worst_px: 0, line_colour: 0 });
    expect(skylineLikeness(one, one)).toEqual({ skyline_px: 0, skyline_p95_px: 0 });
    expect(differences(one, one)).toEqual({ above_horizon: 0, far_rows: 0, near_rows: 0 });
  });

  it('tells how far the lines are apart and how their colours differ', () => {
    expect(roadLineLikeness(image(), image({ line: 305, red: 210 }))).toEqual({
      line_iou: 1 / 3,
      line_px: 5,
      line_worst_px: 5,
      line_colour: 10,
    });
  });

  it('has no line where neither image shows one', () => {
    expect(lineLikeness(image({ red: 40 }), image({ red: 40 }))).toEqual({
      line_iou: null,
      line_px: null,
      line_worst_px: null,
      line_colour: null,
    });
  });

  it('tells where the sky ends, and the difference of the bytes by region', () => {
    const [one, other] = [image(), image({ horizon: 230, road: 100 })];
    expect(skylineLikeness(one, other)).toEqual({ skyline_px: 8, skyline_p95_px: 8 });
    expect(differences(one, other)).toEqual({
      above_horizon: (80 * 8) / 238,
      far_rows: 10,
      near_rows: expect.closeTo(10 * (1 - (180 * 10) / (210 * WIDTH)), 6),
    });
  });
});
