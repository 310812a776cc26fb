const WIDTH = 640;
const HEIGHT = 480;
/** First row that sees nothing but road, walls and what is painted. */
const HORIZON = 238;

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** How alike two pictures of the same place are, both rgb8 of 640x480. Nulls where no line is seen. */
export function likeness(a, b) {
  return { ...lineLikeness(a, b), ...skylines(a, b), ...differences(a, b) };
}

/** Redder than anything else in the picture. */
const isLine = (picture, o) => picture[o] - Math.max(picture[o + 1], picture[o + 2]) > 60;

function lineLikeness(a, b) {
  let both = 0;
  let either = 0;
  const apart = [];
  const colour = [];
  for (let row = HORIZON + 4; row < HEIGHT; row++) {
    const sums = [0, 0];
    const counts = [0, 0];
    for (let column = 0; column < WIDTH; column++) {
      const o = 3 * (WIDTH * row + column);
      const seen = [isLine(a, o), isLine(b, o)];
      if (seen[0] && seen[1]) {
        both++;
        colour.push(Math.max(...[0, 1, 2].map((k) => Math.abs(a[o + k] - b[o + k]))));
      }
      if (seen[0] || seen[1]) either++;
      seen.forEach((is, k) => {
        if (!is) return;
        sums[k] += column;
        counts[k]++;
      });
    }
    if (counts[0] > 0 && counts[1] > 0) apart.push(Math.abs(sums[0] / counts[0] - sums[1] / counts[1]));
  }
  if (either === 0) return { line_iou: null, line_px: null, line_worst_px: null, line_colour: null };
  colour.sort((x, y) => x - y);
  return {
    line_iou: both / either,
    line_px: apart.length === 0 ? null : mean(apart),
    line_worst_px: apart.length === 0 ? null : Math.max(...apart),
    line_colour: colour.length === 0 ? null : colour[colour.length >> 1],
  };
}

/** Row at which each column's sky ends: at a wall's top, or at the horizon. */
function skyline(picture) {
  return Array.from({ length: WIDTH }, (_, column) => {
    for (let row = 1; row < HEIGHT; row++) {
      const o = 3 * (WIDTH * row + column);
      const step = [0, 1, 2].map((k) => Math.abs(picture[o + k] - picture[o + k - 3 * WIDTH]));
      if (Math.max(...step) > 12) return row;
    }
    return HEIGHT;
  });
}

function skylines(a, b) {
  const [ours, theirs] = [skyline(a), skyline(b)];
  const apart = ours.map((row, column) => Math.abs(row - theirs[column])).sort((x, y) => x - y);
  return { skyline_px: mean(apart), skyline_p95_px: apart[Math.floor(0.95 * apart.length)] };
}

/** Mean absolute differences of the bytes: sky and walls, far rows, near rows. */
function differences(a, b) {
  const between = (from, to) => {
    let sum = 0;
    for (let o = 3 * WIDTH * from; o < 3 * WIDTH * to; o++) sum += Math.abs(a[o] - b[o]);
    return sum / (3 * WIDTH * (to - from));
  };
  return {
    above_horizon: between(0, HORIZON),
    far_rows: between(HORIZON, 270),
    near_rows: between(270, HEIGHT),
  };
}
