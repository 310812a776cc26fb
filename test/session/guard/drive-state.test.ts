import { driveState } from '../../../src/session/guard/drive-state';

const ACTIVE = { frameTimeout_ms: 500 } as Parameters<typeof driveState>[0]['active'];

/** Of a car that has 200 ms of road left on the world's clock.
 *  @param factor the fastest that the world may run; null without a world */
function stateOf(factor: number | null, unsteered_ms = 0, road_s: number | null = 0.2) {
  const drive = {
    engaged: true,
    active: ACTIVE,
    road: { road_s, steered_ms: performance.now() - unsteered_ms },
  };
  const ros = factor === null ? null : { world: { realTimeFactor: { fastest: () => factor } } };
  type Ros = Parameters<typeof driveState>[1]['ros'];
  return driveState(drive, { endsHungProcess: false, ros: ros as unknown as Ros }, false);
}

describe('what a guard is told', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it.each([
    ['is over sooner in a fast world', 4, 50],
    ['is over later in a slow world', 0.4, 500],
    ['is over at some time in a world that stands', 0, 20_000],
    ['is over as in real time without a clock', null, 200],
  ])('of the road: %s', (_what, factor, left_ms) => {
    expect(stateOf(factor).road_ms).toBeCloseTo(left_ms, 6);
  });

  it('of the road is less what the car has driven since it was steered', () => {
    expect(stateOf(2, 30).road_ms).toBeCloseTo(70, 6);
    expect(stateOf(1, 900).road_ms).toBe(0);
  });

  it('of the road is nothing while nothing steers between answers', () => {
    expect(stateOf(1, 0, null).road_ms).toBeNull();
  });

  it.each([
    ['shorter in no world than in real time', 4, 500],
    ['longer in a slow world, whose car is slow', 0.4, 1100],
    ['not much longer in a slower one, which may become faster while it is not heard', 0.02, 1480],
    ['that of real time without a clock', null, 500],
  ])('of a silence: it may be %s', (_what, factor, silence_ms) => {
    expect(stateOf(factor).silence_ms).toBeCloseTo(silence_ms, 6);
  });
});
