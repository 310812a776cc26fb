import { CoreWaits, undisturbed } from './undisturbed';

const never = () => false;

/** Something that fails so many times before it holds. */
function failing(times: number) {
  const tried = { times: 0 };
  const timed = async () => {
    tried.times += 1;
    if (tried.times <= times) throw new Error(`late, ${tried.times}`);
    return tried.times;
  };
  return { tried, timed };
}

/** A machine that held a process up for so long. */
const machine = (waited_ms: number) => () => ({ end_ms: () => waited_ms });

describe('what is timed', () => {
  it('is done once where it holds', async () => {
    expect(await undisturbed(() => [], failing(0).timed, never, machine(5000))).toBe(1);
  });

  it('has failed where the machine gave its processes a core', async () => {
    const { tried, timed } = failing(1);
    await expect(undisturbed(() => [], timed, never, machine(99))).rejects.toThrow('late, 1');
    expect(tried.times).toBe(1);
  });

  it('is done again where the machine held one of them up, three times at most', async () => {
    expect(await undisturbed(() => [], failing(2).timed, never, machine(100))).toBe(3);
    const { tried, timed } = failing(3);
    await expect(undisturbed(() => [], timed, never, machine(100))).rejects.toThrow('late, 3');
    expect(tried.times).toBe(3);
  });

  it('is done again after another sign of it', async () => {
    expect(
      await undisturbed(
        () => [],
        failing(1).timed,
        () => true,
        machine(0),
      ),
    ).toBe(2);
  });

  it('is watched in this process and those that it names', async () => {
    let watched: readonly number[] = [];
    const watch = (pids: () => readonly number[]) => {
      watched = pids();
      return { end_ms: () => 0 };
    };
    await undisturbed(() => [7, 8], failing(0).timed, never, watch);
    expect(watched).toEqual([process.pid, 7, 8]);
  });
});

it('a process that has ended has not waited', () => {
  // Beyond the largest that Linux gives.
  const waits = new CoreWaits(() => [2 ** 23]);
  expect(waits.end_ms()).toBeGreaterThanOrEqual(0);
});
