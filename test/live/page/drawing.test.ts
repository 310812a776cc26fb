import { chooseView, isSameView } from '../../../src/live/page/model/view';
import { BANDS } from '../../../src/measure/report/charts/palette';
import { bandOf, chooseBand_m, labelBands } from '../../../src/measure/report/deviation-bands';
import { chooseBar_m, fitMap } from '../../../src/measure/report/map-scale';

describe('the colour of the deviation', () => {
  it.each([0, 0.01, 0.2, 0.55, 1.9])('puts the largest, %d m, into the last band or below', (largest_m) => {
    const band_m = chooseBand_m(largest_m);
    expect(band_m).toBeGreaterThanOrEqual(0.01);
    expect(largest_m / band_m).toBeLessThan(BANDS);
  });

  it('is the same on both sides of the line, and unknown without a line', () => {
    expect(bandOf(0.12, 0.05)).toBe(2);
    expect(bandOf(-0.12, 0.05)).toBe(2);
    expect(bandOf(9, 0.05)).toBe(BANDS - 1);
    expect(bandOf(null, 0.05)).toBeNull();
  });

  it('leaves the colours of the others where a car drives off', () => {
    expect(chooseBand_m(80)).toBe(chooseBand_m(2));
  });

  it('is explained', () => {
    expect(labelBands(0.05)).toEqual(['< 0.05', '< 0.1', '< 0.15', '< 0.2', '< 0.25', '≥ 0.25 m']);
  });
});

describe('the map', () => {
  const square = [
    [0, 0],
    [100, 0],
    [100, 50],
    [0, 50],
  ] as const;

  it('is as large as it can be, in the middle, with north above', () => {
    const { pxPerM, toPx } = fitMap(square, 420, 420, 10);
    expect(pxPerM).toBe(4);
    expect(toPx(0, 25)).toEqual([10, 210]);
    expect(toPx(50, 50)).toEqual([210, 110]);
  });

  it.each([[[]], [[[3, 4]]]] as const)('is finite for %j', (places) => {
    const { toPx } = fitMap(places, 200, 100, 10);
    expect(toPx(3, 4).every(Number.isFinite)).toBe(true);
  });

  it('has a scale bar of a round length', () => {
    expect(chooseBar_m(4, 420)).toBe(20);
    expect(chooseBar_m(1, 420)).toBe(100);
    expect(chooseBar_m(0.1, 900)).toBe(2000);
  });
});

describe('the images that a page asks for', () => {
  const needs = { isHidden: false, hasNetwork: true, saliency: false, width_px: 430 };

  it('are those that it shows, not much wider than it shows them', () => {
    expect(chooseView(needs)).toMatchObject({ kinds: ['camera', 'crop'], width: 448 });
    expect(chooseView({ ...needs, saliency: true }).kinds).toEqual(['camera', 'crop', 'saliency']);
    expect(chooseView({ ...needs, hasNetwork: false, saliency: true }).kinds).toEqual(['camera']);
    expect(chooseView({ ...needs, width_px: 9000 }).width).toBe(1920);
    expect(chooseView({ ...needs, width_px: 0 }).width).toBe(64);
  });

  it('are none while nobody sees the page', () => {
    const hidden = chooseView({ ...needs, isHidden: true });
    expect(hidden.kinds).toEqual([]);
    expect(isSameView(hidden, chooseView(needs))).toBe(false);
    expect(isSameView(chooseView({ ...needs, width_px: 440 }), chooseView(needs))).toBe(true);
  });
});
