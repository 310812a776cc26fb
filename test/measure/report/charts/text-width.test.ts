import { fitted, textWidth } from '../../../../src/measure/report/charts/text-width';

test('widths are those of DejaVu Sans', () => {
  // Advance widths in the font's table hmtx: M 1767, i 569 of 2048.
  expect(textWidth('M', '100px DejaVu Sans')).toBeCloseTo(86.3, 1);
  expect(textWidth('ii', '100px DejaVu Sans')).toBeCloseTo(55.6, 1);
  expect(textWidth('M', 'bold 100px DejaVu Sans')).toBeGreaterThan(90);
});

test('a line is as high as a Chinese sign is wide', () => {
  expect(textWidth('国', '12px DejaVu Sans')).toBe(12);
});

test('a text that is too long ends with dots', () => {
  const font = '13px DejaVu Sans';
  expect(fitted('short', 100, font)).toBe('short');
  const cut = fitted('a text that is far too long for this', 100, font);
  expect(cut).toMatch(/^a text.*…$/);
  expect(textWidth(cut, font)).toBeLessThanOrEqual(100);
});
