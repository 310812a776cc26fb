import { correctHolm } from '../../../src/measure/compare/holm';

test('corrected p values equal those of R and never decrease', () => {
  // R: p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm")
  const found = correctHolm([0.01, 0.04, 0.03, 0.005]);
  [0.03, 0.06, 0.06, 0.02].forEach((p, i) => {
    expect(found[i]).toBeCloseTo(p, 12);
  });
});

test('a corrected p value is at most 1, and a single test needs no correction', () => {
  expect(correctHolm([0.7, 0.9])).toEqual([1, 1]);
  expect(correctHolm([0.04])).toEqual([0.04]);
  expect(correctHolm([])).toEqual([]);
});
