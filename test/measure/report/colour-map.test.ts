import { ceilNice, colourAt, formatTicks } from '../../../src/measure/report/colour-map';

function lightness(colour: string): number {
  const [red, green, blue] = colour.match(/\d+/g)!.map((channel) => (Number(channel) / 255) ** 2.2);
  return 116 * Math.cbrt(0.2126 * red! + 0.7152 * green! + 0.0722 * blue!) - 16;
}

test('lightness increases from end to end, so that colours differ without hue', () => {
  const shades = Array.from({ length: 41 }, (_, i) => lightness(colourAt(i / 40)));
  for (let i = 1; i < shades.length; i += 1) expect(shades[i]!).toBeGreaterThan(shades[i - 1]!);
  expect(shades.at(-1)! - shades[0]!).toBeGreaterThan(55);
});

test('values beyond the scale get the colour of its end', () => {
  expect(colourAt(7)).toBe(colourAt(1));
  expect(colourAt(-1)).toBe(colourAt(0));
});

test.each([
  [0.0134, 0.02],
  [0.05, 0.05],
  [0.051, 0.1],
  [7, 10],
  [0, 1],
])('the round number above %p is %p', (value, expected) => {
  expect(ceilNice(value)).toBe(expected);
});

test.each([
  [0.05, ['0.00', '0.01', '0.02', '0.03', '0.04', '0.05']],
  [0.2, ['0.00', '0.05', '0.10', '0.15', '0.20']],
  [1, ['0.0', '0.2', '0.4', '0.6', '0.8', '1.0']],
])('a scale up to %p has the ticks %p', (top, expected) => {
  expect(formatTicks(top)).toEqual(expected);
});
