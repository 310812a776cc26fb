import { Pairing } from '../../../src/models/dataset/paired/pairing';

/** Feeds events: [time, 'p3' for image 3, or 'c7' for a command of 7 m/s].
 *  @returns the pairs [image, v] */
function paired(events: readonly (readonly [number, string])[], flush = true) {
  const pairs: [number, number | null][] = [];
  const pairing = new Pairing<number>((image, command) => pairs.push([image, command?.v_mps ?? null]));
  for (const [time_s, what] of events) {
    const value = Number(what.slice(1));
    if (what[0] === 'p') pairing.image(time_s, value);
    else pairing.command(time_s, { v_mps: value, w_radps: 0 });
  }
  if (flush) pairing.flush();
  return pairs;
}

test('An image is paired with the first command after it', () => {
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

test('A command at the same time as an image answers it, as in lockstep', () => {
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

test('Images that a brain skips are paired with the next command', () => {
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

test('Without a command within 0.25 s the previous one applies', () => {
  expect(
    paired([
      [0, 'c10'],
      [0.1, 'p0'],
      [0.4, 'c11'],
    ]),
  ).toEqual([[0, 10]]);
});

test('Without commands an image is not paired', () => {
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

test('A command older than a second does not apply', () => {
  expect(
    paired([
      [0, 'c10'],
      [1.2, 'p0'],
    ]),
  ).toEqual([[0, null]]);
});

test('An image is paired as soon as its command arrives or can no longer arrive', () => {
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

test('A command may precede its image, as in bags', () => {
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

test('A new run, with time set back, gets no commands of the previous one', () => {
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

test('Decisions pair images reliably, however late messages are read', () => {
  const pairs: [number, number | null][] = [];
  const pairing = new Pairing<number>((image, command) => pairs.push([image, command?.v_mps ?? null]));
  const command = (v_mps: number) => ({ v_mps, w_radps: 0 });
  // Messages that arrived during a pause of this process are read at once, in any order.
  pairing.command(1, command(10));
  pairing.decision(1, 'a', command(10));
  pairing.image(1, 0, 'a');
  pairing.image(1.001, 1, 'b');
  pairing.image(1.002, 2, 'c');
  pairing.command(1.003, command(12));
  pairing.decision(1.003, 'c', command(12));
  expect(pairs).toEqual([[0, 10]]);
  pairing.decision(1.004, 'b', command(11));
  expect(pairs).toEqual([
    [0, 10],
    [1, 11],
    [2, 12],
  ]);
  // An image that the driver skipped gets the next command.
  pairing.image(1.05, 3, 'd');
  pairing.command(1.06, command(13));
  pairing.image(1.4, 4, 'e');
  expect(pairs.at(-1)).toEqual([3, 13]);
});

test('A decision of the previous run on an image with the same stamp is not used', () => {
  const pairs: [number, number | null][] = [];
  const pairing = new Pairing<number>((image, command) => pairs.push([image, command?.v_mps ?? null]));
  const drive = (from_s: number, v_mps: number, first: number) => {
    for (let i = 0; i < 3; i++) {
      const time_s = from_s + i / 20;
      pairing.image(time_s, first + i, `0.${i}`);
      pairing.command(time_s + 0.01, { v_mps, w_radps: 0 });
      pairing.decision(time_s + 0.011, `0.${i}`, { v_mps, w_radps: 0 });
    }
  };
  drive(10, 7, 0);
  // One more decision, on an image that never arrives.
  pairing.decision(10.2, '0.3', { v_mps: 7, w_radps: 0 });
  // The simulation was reset: wall time continues, the stamps start again.
  drive(12, 9, 3);
  pairing.image(12.15, 6, '0.3');
  pairing.command(12.16, { v_mps: 9, w_radps: 0 });
  pairing.flush();
  expect(pairs.map(([, v]) => v)).toEqual([7, 7, 7, 9, 9, 9, 9]);
});

test('A decision is used once, even if the next run starts within a second', () => {
  const pairs: (number | null)[] = [];
  const pairing = new Pairing<number>((_, command) => pairs.push(command?.v_mps ?? null));
  pairing.image(0, 0, 'a');
  pairing.decision(0.01, 'a', { v_mps: 7, w_radps: 0 });
  pairing.image(0.5, 1, 'a');
  pairing.decision(0.51, 'a', { v_mps: 9, w_radps: 0 });
  expect(pairs).toEqual([7, 9]);
});

test('Images keep their order and none is lost', () => {
  const events = Array.from({ length: 400 }, (_, i): [number, string] => [
    i * 0.013 + ((i * 7919) % 13) * 0.002,
    i % 3 === 0 ? `c${i}` : `p${i}`,
  ]);
  const images = events.flatMap(([, what]) => (what[0] === 'p' ? [Number(what.slice(1))] : []));
  expect(paired(events).map(([image]) => image)).toEqual(images);
  expect(paired(events).every(([, v]) => v !== null)).toBe(true);
});

test('Of several images and commands of one time, each image gets the command that came after it', () => {
  const events = Array.from({ length: 57 }, (_, i): [number, string][] => {
    // The clock that times are taken from ticks twice a second.
    const time_s = Math.floor(i / 10) / 2;
    return [
      [time_s, `p${i}`],
      [time_s, `c${i}`],
    ];
  }).flat();
  expect(paired(events)).toEqual(Array.from({ length: 57 }, (_, i) => [i, i]));
});

test('A command of the time of an image, but before it, answers the image before', () => {
  expect(
    paired([
      [0, 'p0'],
      [0.05, 'c10'],
      [0.05, 'p1'],
      [0.1, 'c11'],
      [0.1, 'p2'],
      [0.15, 'c12'],
    ]),
  ).toEqual([
    [0, 10],
    [1, 11],
    [2, 12],
  ]);
});

test('Between two runs nothing is paired, however short they are', () => {
  const pairs: [number, number | null][] = [];
  const pairing = new Pairing<number>((image, command) => pairs.push([image, command?.v_mps ?? null]));
  for (const run of [0, 1]) {
    if (run === 1) pairing.restart();
    for (let i = 0; i < 3; i++) {
      pairing.image(i / 20, 10 * run + i);
      pairing.command(i / 20 + 0.01, { v_mps: 10 * run + i, w_radps: 0 });
    }
  }
  pairing.flush();
  expect(pairs).toEqual([0, 1, 2, 10, 11, 12].map((i) => [i, i]));
});
