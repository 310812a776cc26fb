import type { BagConnection } from '../../../../src/bag/types';
import { chooseTopics } from '../../../../src/measure/metrics/bag/choose-topics';
import { parseJsonObject, toJsonSafe } from '../../../../src/measure/metrics/bag/lenient-json';
import { LineProximity } from '../../../../src/measure/metrics/bag/line-proximity';
import { Publishers } from '../../../../src/measure/metrics/bag/publishers';
import { RunClock } from '../../../../src/measure/metrics/bag/run-clock';

const stamp = (time_s: number) => ({ sec: Math.floor(time_s), nsec: Math.round((time_s % 1) * 1e9) });

describe('The simulated time of a pose', () => {
  it('is its stamp if the stamps follow /clock', () => {
    const clock = new RunClock(null);
    clock.clock(stamp(12.5));
    expect(clock.timePose(stamp(12.45))).toBeCloseTo(12.45, 9);
  });

  it('is the latest /clock if the stamps are wall times', () => {
    const clock = new RunClock(null);
    expect(clock.timePose(stamp(1.7e9))).toBeNull();
    clock.clock(stamp(12.5));
    expect(clock.timePose(stamp(1.7e9 + 1))).toBeCloseTo(12.5, 9);
  });

  it('is the stamp without /clock if it can be simulated, and /clock without stamps', () => {
    expect(new RunClock(null).timePose(stamp(12.5))).toBeCloseTo(12.5, 9);
    const clock = new RunClock(null);
    clock.clock(stamp(3));
    expect(clock.timePose(stamp(0))).toBe(3);
  });

  it('follows the metadata if it names the clock of the stamps', () => {
    const clock = new RunClock('wall');
    clock.clock(stamp(12.5));
    expect(clock.timePose(stamp(12.4))).toBe(12.5);
  });
});

describe('The recording times of a bag', () => {
  it('are wall times if they are far from the simulated clock', () => {
    const clock = new RunClock(null);
    expect(clock.arrival_ms(1.7e9, 5e8, null)).toBeNaN();
    expect(clock.arrival_ms(1.7e9, 5e8, 12)).toBe(1.7e12 + 500);
    expect(clock.recordedInWallTime).toBe(true);
  });

  it('are not wall times if they equal the simulated clock', () => {
    expect(new RunClock(null).arrival_ms(12, 0, 12.01)).toBeNaN();
  });
});

describe('The topics to measure', () => {
  const on = (topic: string, type: string): BagConnection => ({
    topic,
    type,
    md5sum: '*',
    definition: '',
    callerId: null,
    latching: false,
  });
  const odometry = (topic: string) => on(topic, 'nav_msgs/Odometry');

  it('are the default ones, whatever else there is', () => {
    const bag = [odometry('/other/odom'), odometry('/F1ROS/odom'), on('/clock', 'rosgraph_msgs/Clock')];
    const chosen = chooseTopics('x.bag', bag, {}, {});
    expect(chosen).toMatchObject({ odometry: '/F1ROS/odom', clock: '/clock', camera: null });
    expect(chosen.notes[0]!.reason).toContain('/other/odom');
  });

  it('are the only ones of their type, or those in the metadata', () => {
    const bag = [odometry('/a'), odometry('/b'), on('/first_image', 'sensor_msgs/Image')];
    expect(chooseTopics('x.bag', bag, {}, { odometry: '/b' }).odometry).toBe('/b');
    expect(chooseTopics('x.bag', bag.slice(1), {}, {})).toMatchObject({ odometry: '/b', camera: null });
  });
});

describe('JSON that Python wrote', () => {
  it('may contain NaN and Infinity in place of a number, and only there', () => {
    expect(parseJsonObject('{"a": NaN, "b": [1, -Infinity], "c": "x: NaN, y"}')).toEqual({
      a: null,
      b: [1, null],
      c: 'x: NaN, y',
    });
    for (const text of ['', 'NaN', '[1]', '3', '{"a": nan}']) expect(parseJsonObject(text)).toBeNull();
  });

  it('is ignored when it is deeper or longer than what a recorder writes', () => {
    expect(parseJsonObject(`{"a": ${'['.repeat(60)}${']'.repeat(60)}}`)).not.toBeNull();
    for (const depth of [70, 200_000]) {
      expect(parseJsonObject(`{"a": ${'['.repeat(depth)}${']'.repeat(depth)}}`)).toBeNull();
    }
    expect(parseJsonObject(`{"a": "${' '.repeat(5_000_000)}"}`)).toBeNull();
  });

  it('is none where a text has no end, found in one pass', () => {
    expect(parseJsonObject(`{"a": NaN, "b": "${'\\"'.repeat(1_000_000)}`)).toBeNull();
    expect(parseJsonObject(`{"a": NaN, "b": "${'\\"'.repeat(1_000_000)}\\`)).toBeNull();
  });

  it('is written without NaN and Infinity', () => {
    const value = { a: Number.NaN, b: [Number.POSITIVE_INFINITY, 1], c: undefined, d: null, e: 'x' };
    expect(toJsonSafe(value)).toEqual({ a: null, b: [null, 1], d: null, e: 'x' });
  });
});

describe('Publishers of one topic', () => {
  const mixed = (...names: string[]) => {
    const publishers = new Publishers();
    for (const name of names) publishers.add('/gazebo', name);
    return publishers.mixed;
  };

  it('may follow one another, but not alternate', () => {
    expect(mixed('a', 'a', 'b', 'b', 'c')).toBe(false);
    expect(mixed('a', 'b', 'a')).toBe(true);
  });
});

describe('A run', () => {
  const isOffCircuit = (...lateral_m: number[]) => {
    const nearness = new LineProximity();
    for (const distance_m of lateral_m) nearness.add(1, distance_m);
    return nearness.offCircuit;
  };
  const times = (count: number, lateral_m: number) => new Array<number>(count).fill(lateral_m);

  it('that starts on the line is on the circuit, wherever it ends', () => {
    expect(isOffCircuit(...times(20, 0.1), ...times(500, 60))).toBe(false);
  });

  it('that is near the line only here and there is on another circuit', () => {
    expect(isOffCircuit(...times(100, 40), ...times(5, 1), ...times(100, 40))).toBe(true);
  });

  it('that starts beside the road and then follows the line is on the circuit', () => {
    expect(isOffCircuit(...times(20, 7), ...times(300, 0.2))).toBe(false);
  });
});
