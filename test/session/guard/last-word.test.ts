import { LastWord } from '../../../src/session/guard/last-word';
import type { Beat } from '../../../src/session/guard/messages';

const DRIVING: Beat = {
  driving: true,
  timeout_ms: 500,
  silence_ms: 500,
  road_ms: null,
  moving_ms: 20,
  giveUp_ms: null,
};
const MOVES = { v_mps: 5, w_radps: 0 };

/** A guard on a clock of its own, checked every 25 ms; what it did, with the time. */
function guarding() {
  let now_ms = 0;
  let isSuspended = false;
  const stops_ms: number[] = [];
  const reasons: string[] = [];
  const guard = new LastWord({
    now_ms: () => now_ms,
    isSuspended: () => isSuspended,
    stop: () => stops_ms.push(now_ms),
    stopped: (reason) => reasons.push(reason),
  });
  /** @param each done before every check, every 100 ms */
  const until = (end_ms: number, each: () => void = () => {}) => {
    for (; now_ms < end_ms; now_ms += 25) {
      if (now_ms % 100 === 0) each();
      guard.check();
    }
  };
  /** The machine does something else. */
  const delay = (ms: number) => {
    now_ms += ms;
  };
  const suspend = () => {
    isSuspended = true;
  };
  return { guard, stops_ms, reasons, until, delay, suspend };
}

describe('the last word over a car', () => {
  it('is not said while the node beats', () => {
    const { guard, stops_ms, until } = guarding();
    until(5000, () => guard.beat(DRIVING));
    expect(stops_ms).toEqual([]);
  });

  it('is said to the car of a node that falls silent, and again until it beats', () => {
    const { guard, stops_ms, reasons, until } = guarding();
    guard.beat(DRIVING);
    until(1200);
    expect(stops_ms).toEqual([650, 900, 1150]);
    expect(reasons).toEqual(['the node has been silent for 650 ms']);
    guard.beat(DRIVING);
    until(1600);
    expect(stops_ms).toHaveLength(3);
  });

  it('is not said of a node that was blocked for less than the timeout, right before a beat', () => {
    const { guard, stops_ms, until } = guarding();
    guard.beat(DRIVING);
    until(590);
    guard.beat(DRIVING);
    until(1000);
    expect(stops_ms).toEqual([]);
  });

  it('is said sooner to a car that is steered on a short piece of road', () => {
    const { guard, stops_ms, reasons, until } = guarding();
    until(100, () => guard.beat(DRIVING));
    guard.beat({ ...DRIVING, road_ms: 220 });
    until(500);
    expect(stops_ms).toEqual([350]);
    expect(reasons).toEqual(['the node has been silent for 250 ms']);
  });

  it.each([
    ['at the end of its road', 20, 200],
    ['on a long road', 9000, 650],
  ])('is said neither at once nor after the timeout to a car %s', (_where, road_ms, stop_ms) => {
    const { guard, stops_ms, until } = guarding();
    guard.beat({ ...DRIVING, road_ms });
    until(800);
    expect(stops_ms[0]).toBe(stop_ms);
  });

  it('waits for as long as the machine has lately delayed the guard itself', () => {
    const { guard, stops_ms, until, delay } = guarding();
    until(100, () => guard.beat(DRIVING));
    delay(200);
    until(325);
    guard.beat({ ...DRIVING, road_ms: 100 });
    until(900);
    expect(stops_ms[0]).toBeGreaterThan(600);
  });

  it('waits for no delay of the machine where the node is suspended', () => {
    const { guard, stops_ms, until, delay, suspend } = guarding();
    until(100, () => guard.beat(DRIVING));
    delay(200);
    until(325);
    guard.beat({ ...DRIVING, road_ms: 220 });
    suspend();
    until(900);
    expect(stops_ms[0]).toBe(575);
  });

  it('waits for none of the time before the node drove', () => {
    const { guard, stops_ms, until, delay } = guarding();
    until(100, () => guard.beat({ ...DRIVING, driving: false }));
    delay(400);
    until(525);
    guard.beat({ ...DRIVING, road_ms: 200 });
    until(1100);
    expect(stops_ms[0]).toBe(775);
  });

  it('waits for none of the time before a pause', () => {
    const { guard, stops_ms, until, delay } = guarding();
    until(100, () => guard.beat(DRIVING));
    delay(400);
    until(525, () => guard.beat(DRIVING));
    until(1000, () => guard.beat({ ...DRIVING, driving: false }));
    guard.beat({ ...DRIVING, road_ms: 200 });
    until(1600);
    expect(stops_ms[0]).toBe(1250);
  });

  it('says when a beat may lie in the channel', () => {
    const { guard, until } = guarding();
    guard.beat({ ...DRIVING, road_ms: 200 });
    until(225);
    expect(guard.isSuspicious).toBe(false);
    until(250);
    expect(guard.isSuspicious).toBe(true);
    until(275);
    expect(guard.isSuspicious).toBe(false);
  });

  it('keeps the timeout of the brain that drives', () => {
    const { guard, stops_ms, until } = guarding();
    guard.beat({ ...DRIVING, silence_ms: 2000 });
    until(2000);
    expect(stops_ms).toEqual([]);
    until(2200);
    expect(stops_ms).toEqual([2150]);
  });

  it('is not said for beats that were only read late', () => {
    const { guard, stops_ms, until } = guarding();
    guard.beat(DRIVING);
    until(650);
    // The first check after the timeout found none; they lay in the channel.
    guard.beat(DRIVING);
    until(900);
    expect(stops_ms).toEqual([]);
  });

  it('is said at once when the node is gone, and again for what it had sent before', () => {
    const { guard, stops_ms, reasons, until } = guarding();
    guard.beat(DRIVING);
    until(300);
    guard.gone();
    expect(stops_ms).toEqual([300]);
    expect(guard.isOver).toBe(false);
    until(1000);
    expect(stops_ms).toEqual([300, 350, 550, 800]);
    expect(reasons).toEqual(['the node is gone']);
    expect(guard.isOver).toBe(true);
  });

  it('is said when a node that was stopped by it is killed', () => {
    const { guard, stops_ms, until } = guarding();
    guard.beat(DRIVING);
    until(700);
    guard.gone();
    expect(stops_ms).toEqual([650, 700]);
    until(1300);
    expect(guard.isOver).toBe(true);
  });

  it.each(['silent', 'gone'])('leaves the car of a node alone that does not drive and is %s', (how) => {
    const { guard, stops_ms, until } = guarding();
    guard.beat(DRIVING);
    guard.beat({ ...DRIVING, driving: false });
    if (how === 'gone') guard.gone();
    until(3000);
    expect(stops_ms).toEqual([]);
    expect(guard.isOver).toBe(how === 'gone');
  });

  it('is said when the node beats but leaves the car on an old command', () => {
    const { guard, stops_ms, reasons, until } = guarding();
    let age_ms = 0;
    until(1100, () => {
      guard.beat({ ...DRIVING, moving_ms: age_ms });
      age_ms += 100;
    });
    expect(stops_ms).toEqual([900]);
    expect(reasons).toEqual(['the car was left on a command for 900 ms']);
    guard.beat({ ...DRIVING, moving_ms: null });
    until(2000, () => guard.beat(DRIVING));
    expect(stops_ms).toHaveLength(1);
  });

  it('leaves a car to another node that drives it meanwhile', () => {
    const { guard, stops_ms, until } = guarding();
    guard.beat(DRIVING);
    until(2000, () => guard.othersCommand(MOVES));
    expect(stops_ms).toEqual([]);
    // Nobody commands it any more: the zero command of the last one was not the node's.
    guard.gone();
    until(2100);
    expect(stops_ms).toEqual([]);
    until(2200);
    expect(stops_ms).toEqual([2150]);
  });

  it('stops a car that another node commanded before this one fell silent', () => {
    const { guard, stops_ms, until } = guarding();
    guard.othersCommand(MOVES);
    until(100);
    guard.beat(DRIVING);
    until(800);
    expect(stops_ms).toEqual([750]);
  });

  it('leaves a car to another node that drives it after this one is gone', () => {
    const { guard, stops_ms, until } = guarding();
    until(400, () => {
      guard.beat(DRIVING);
      guard.othersCommand(MOVES);
    });
    guard.gone();
    until(3000, () => guard.othersCommand(MOVES));
    expect(stops_ms).toEqual([]);
    expect(guard.isOver).toBe(true);
  });

  it('does not take the zero command of another guard for a drive', () => {
    const { guard, stops_ms, until } = guarding();
    guard.beat(DRIVING);
    until(700, () => guard.othersCommand({ v_mps: 0, w_radps: 0 }));
    expect(stops_ms).toEqual([650]);
  });

  it('is followed by the end of a process that is silent for as long as it said, only while it drives', () => {
    const { guard, until } = guarding();
    guard.beat({ ...DRIVING, giveUp_ms: 8000 });
    until(8000);
    expect(guard.isHung).toBe(false);
    until(8100);
    expect(guard.isHung).toBe(true);
    guard.beat({ ...DRIVING, driving: false, giveUp_ms: 8000 });
    until(20_000);
    expect(guard.isHung).toBe(false);
    guard.beat(DRIVING);
    until(60_000);
    expect(guard.isHung).toBe(false);
  });
});
