import { fitText, measureText } from '../../../../src/measure/report/charts/text-width';

test('widths are those of DejaVu Sans', () => {
  // Advance widths in the font's table hmtx: M 1767, i 569 of 2048.
  expect(measureText('M', '100px DejaVu Sans')).toBeCloseTo(86.3, 1);
  expect(measureText('ii', '100px DejaVu Sans')).toBeCloseTo(55.6, 1);
  expect(measureText('M', 'bold 100px DejaVu Sans')).toBeGreaterThan(90);
});

test('CJK characters are as wide as the font size', () => {
  expect(measureText('国', '12px DejaVu Sans')).toBe(12);
});

test('a text that is too long is truncated with an ellipsis', () => {
  const font = '13px DejaVu Sans';
  expect(fitText('short', 100, font)).toBe('short');
  const cut = fitText('a text that is far too long for this', 100, font);
  expect(cut).toMatch(/^a text.*…$/);
  expect(measureText(cut, font)).toBeLessThanOrEqual(100);
});
