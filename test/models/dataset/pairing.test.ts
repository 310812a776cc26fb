import { Pairing } from '../../../src/models/dataset/paired/pairing';

/** Feeds events [time, 'p3' for picture 3 or 'c7' for a command of 7 m/s]; what was paired, as [picture, v]. */
function paired(events: readonly (readonly [number, string])[], flush = true) {
  const pairs: [number, number | null][] = [];
  const pairing = new Pairing<number>((picture, command) => pairs.push([picture, command?.v_mps ?? null]));
  for (const [time_s, what] of events) {
    const value = Number(what.slice(1));
    if (what[0] === 'p') pairing.picture(time_s, value);
    else pairing.command(time_s, { v_mps: value, w_radps: 0 });
  }
  if (flush) pairing.flush();
  return pairs;
}

test('A picture belongs to the first command after it', () => {
  expect(
    paired([
      [0, 'p0'],
      [0.003, 'c10'],
      [0.05, 'p1'],
      [0.053, 'c11'],
      [0.06, 'c12'],
    ]),
  ).toEqual([
    [0, 10],
    [1, 11],
  ]);
});

test('A command at the very time of a picture answers it: time stands still in lockstep', () => {
  expect(
    paired([
      [0, 'c10'],
      [0, 'p0'],
      [0.05, 'c11'],
      [0.05, 'p1'],
    ]),
  ).toEqual([
    [0, 10],
    [1, 11],
  ]);
});

test('Pictures of a brain that skips some belong to the next command', () => {
  expect(
    paired([
      [0, 'p0'],
      [0.05, 'p1'],
      [0.08, 'c10'],
      [0.1, 'p2'],
      [0.16, 'c11'],
    ]),
  ).toEqual([
    [0, 10],
    [1, 10],
    [2, 11],
  ]);
});

test('Without a command within 0.25 s the last one before holds', () => {
  expect(
    paired([
      [0, 'c10'],
      [0.1, 'p0'],
      [0.4, 'c11'],
    ]),
  ).toEqual([[0, 10]]);
});

test('Without any command there is none', () => {
  expect(
    paired([
      [0, 'p0'],
      [0.3, 'p1'],
    ]),
  ).toEqual([
    [0, null],
    [1, null],
  ]);
});

test('A command that is older than a second says nothing', () => {
  expect(
    paired([
      [0, 'c10'],
      [1.2, 'p0'],
    ]),
  ).toEqual([[0, null]]);
});

test('A picture is settled as soon as its command is there, or can no longer come', () => {
  expect(
    paired(
      [
        [0, 'p0'],
        [0.01, 'c10'],
        [0.05, 'p1'],
      ],
      false,
    ),
  ).toEqual([[0, 10]]);
  expect(
    paired(
      [
        [0, 'c9'],
        [0.01, 'p0'],
        [0.05, 'p1'],
        [0.27, 'p2'],
      ],
      false,
    ),
  ).toEqual([[0, 9]]);
});

test('Bags have the answer before the picture now and then', () => {
  expect(
    paired([
      [0.003, 'c10'],
      [0, 'p0'],
      [0.053, 'c11'],
      [0.05, 'p1'],
    ]),
  ).toEqual([
    [0, 10],
    [1, 11],
  ]);
});

test('A new drive, with time set back, has nothing from the one before', () => {
  expect(
    paired([
      [100, 'c10'],
      [100.01, 'p0'],
      [3, 'p1'],
      [3.01, 'c11'],
    ]),
  ).toEqual([
    [0, 10],
    [1, 11],
  ]);
});

test('A driver that says which picture it decided on is believed, however late messages are read', () => {
  const pairs: [number, number | null][] = [];
  const pairing = new Pairing<number>((picture, command) => pairs.push([picture, command?.v_mps ?? null]));
  const command = (v_mps: number) => ({ v_mps, w_radps: 0 });
  // Everything that came in a pause of this process is read at once, in whatever order.
  pairing.command(1, command(10));
  pairing.decision(1, 'a', command(10));
  pairing.picture(1, 0, 'a');
  pairing.picture(1.001, 1, 'b');
  pairing.picture(1.002, 2, 'c');
  pairing.command(1.003, command(12));
  pairing.decision(1.003, 'c', command(12));
  expect(pairs).toEqual([[0, 10]]);
  pairing.decision(1.004, 'b', command(11));
  expect(pairs).toEqual([
    [0, 10],
    [1, 11],
    [2, 12],
  ]);
  // A picture that the driver passed over has the next command.
  pairing.picture(1.05, 3, 'd');
  pairing.command(1.06, command(13));
  pairing.picture(1.4, 4, 'e');
  expect(pairs.at(-1)).toEqual([3, 13]);
});

test('A decision of the drive before, on a picture of the same stamp, answers none of this one', () => {
  const pairs: [number, number | null][] = [];
  const pairing = new Pairing<number>((picture, command) => pairs.push([picture, command?.v_mps ?? null]));
  const drive = (from_s: number, v_mps: number, first: number) => {
    for (let i = 0; i < 3; i++) {
      const time_s = from_s + i / 20;
      pairing.picture(time_s, first + i, `0.${i}`);
      pairing.command(time_s + 0.01, { v_mps, w_radps: 0 });
      pairing.decision(time_s + 0.011, `0.${i}`, { v_mps, w_radps: 0 });
    }
  };
  drive(10, 7, 0);
  // One more, on a picture that never comes here.
  pairing.decision(10.2, '0.3', { v_mps: 7, w_radps: 0 });
  // The simulation was reset: time on this machine goes on, the stamps begin anew.
  drive(12, 9, 3);
  pairing.picture(12.15, 6, '0.3');
  pairing.command(12.16, { v_mps: 9, w_radps: 0 });
  pairing.flush();
  expect(pairs.map(([, v]) => v)).toEqual([7, 7, 7, 9, 9, 9, 9]);
});

test('A decision is used once, also where the next drive begins within a second', () => {
  const pairs: (number | null)[] = [];
  const pairing = new Pairing<number>((_, command) => pairs.push(command?.v_mps ?? null));
  pairing.picture(0, 0, 'a');
  pairing.decision(0.01, 'a', { v_mps: 7, w_radps: 0 });
  pairing.picture(0.5, 1, 'a');
  pairing.decision(0.51, 'a', { v_mps: 9, w_radps: 0 });
  expect(pairs).toEqual([7, 9]);
});

test('Pictures keep their order and none is lost, whatever comes when', () => {
  const events = Array.from({ length: 400 }, (_, i): [number, string] => [
    i * 0.013 + ((i * 7919) % 13) * 0.002,
    i % 3 === 0 ? `c${i}` : `p${i}`,
  ]);
  const pictures = events.flatMap(([, what]) => (what[0] === 'p' ? [Number(what.slice(1))] : []));
  expect(paired(events).map(([picture]) => picture)).toEqual(pictures);
  expect(paired(events).every(([, v]) => v !== null)).toBe(true);
});
