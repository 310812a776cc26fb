import { driveState } from '../../../src/session/guard/drive-state';

const ACTIVE = { frameTimeout_ms: 500 } as Parameters<typeof driveState>[0]['active'];

/** Of a car that has 200 ms of road left on the world's clock. */
function road_ms(
  factor: number | null,
  unsteered_ms = 0,
  road_s: number | null = 0.2,
  highest: number | null = null,
): number | null {
  const drive = {
    engaged: true,
    active: ACTIVE,
    road: { road_s, steered_ms: performance.now() - unsteered_ms },
  };
  const ros = {
    world: { realTimeFactor: { byClock: () => factor, highestByClock: () => highest } },
  } as unknown as Parameters<typeof driveState>[1]['ros'];
  return driveState(drive, { endsHungProcess: false, ros }, false).road_ms;
}

describe('what a guard is told of the road', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it.each([
    ['is over sooner in a fast world', 4, 50],
    ['is over no later in a slow world: it may be at its speed again', 0.1, 200],
    ['is over as in real time where the factor is unknown', null, 200],
  ])('%s', (_what, factor, left_ms) => {
    expect(road_ms(factor)).toBeCloseTo(left_ms, 6);
  });

  it('is over later in a world that has been slow for long, and as in the fastest moment of that time', () => {
    expect(road_ms(0.3, 0, 0.2, 0.4)).toBeCloseTo(500, 6);
    expect(road_ms(0.3, 0, 0.2, 1)).toBeCloseTo(200, 6);
    expect(road_ms(4, 0, 0.2, 5)).toBeCloseTo(40, 6);
  });

  it('is less what the car has driven since it was steered', () => {
    expect(road_ms(2, 30)).toBeCloseTo(70, 6);
    expect(road_ms(1, 900)).toBe(0);
  });

  it('is unknown while nothing steers between answers', () => {
    expect(road_ms(1, 0, null)).toBeNull();
  });
});
