import { lapFigures } from '../../../src/search/measure/lap-figures';
import { lap } from '../support/contenders';

test('nothing is known before a lap was driven', () => {
  expect(lapFigures([], 4)).toEqual({});
});

test('missing laps count as completed, and means wait for the last lap', () => {
  expect(lapFigures([lap({ max_deviation_m: 0.2 }), lap({ completed: false, wall_contacts: 3 })], 4)).toEqual(
    {
      laps: 3,
      max_deviation: 0.2,
      wall_contacts: 3,
    },
  );
});

test('means are over the completed laps', () => {
  const laps = [
    lap({ mean_deviation_m: 0.1, mean_speed_mps: 10 }),
    lap({ mean_deviation_m: 0.3, mean_speed_mps: 12 }),
    lap({ completed: false, mean_deviation_m: null, mean_speed_mps: 2, max_deviation_m: 3 }),
  ];
  expect(lapFigures(laps, 3)).toEqual({
    laps: 2,
    max_deviation: 3,
    wall_contacts: 0,
    mean_deviation: 0.2,
    mean_speed: 11,
  });
});

test('where no lap was completed, means are missing', () => {
  expect(lapFigures([lap({ completed: false })], 1)).toMatchObject({
    laps: 0,
    mean_deviation: null,
    mean_speed: null,
  });
});
