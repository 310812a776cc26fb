import { MainWatch } from '../../../src/session/recording/main-watch';

/** A watch that looks every 250 ms, as the recording thread does. */
function watching() {
  let now_ms = 0;
  let beats = 0;
  const watch = new MainWatch(
    () => beats,
    () => now_ms,
  );
  const look = (times: number, beating: boolean) => {
    let silent_ms = 0;
    for (let i = 0; i < times; i += 1) {
      now_ms += 250;
      if (beating) beats += 1;
      silent_ms = watch.silent_ms();
    }
    return silent_ms;
  };
  const sleep = (ms: number) => {
    now_ms += ms;
  };
  return { look, sleep };
}

describe('the watch over the main thread', () => {
  it('counts since the last beat', () => {
    const { look } = watching();
    expect(look(40, true)).toBe(0);
    expect(look(40, false)).toBe(10_000);
    expect(look(1, true)).toBe(0);
  });

  it('does not count time in which the whole process was suspended', () => {
    const { look, sleep } = watching();
    look(4, true);
    sleep(60_000);
    expect(look(1, false)).toBe(0);
    expect(look(4, false)).toBe(1000);
  });
});
