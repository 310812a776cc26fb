import type { Circuit } from '../../../src/circuit/circuit';
import { loadCircuit } from '../../../src/circuit/load';
import { readInput } from '../../../src/config/input-contract';
import { readInputOf } from '../../../src/config/model-card';
import { Section } from '../../../src/config/section';
import type { GymSettings } from '../../../src/world/gym/gym-settings';
import { Observer } from '../../../src/world/gym/observer';
import { poseAt } from '../../../src/world/simulator/course-pose';

const LINE = {
  name: 'state',
  type: 'float32',
  shape: [1, 3],
  colour: { hue: [170, 10], saturation: [60, 255], value: [60, 255] },
  line: { rows: [260, 300, 400], scale: 1 / 320 },
};

let circuit: Circuit;
beforeAll(async () => {
  circuit = await loadCircuit('simple_circuit');
});

function observer(input: object): Observer {
  const seen = { width: 160, height: 120, colour: 'rgb', input: readInput(new Section(input, 'card.yml')) };
  return new Observer(seen as GymSettings);
}

const aside = (lateral_m: number) => poseAt(circuit, 'forward', 395, lateral_m, 0);

function numbers(bytes: Uint8Array): number[] {
  return [...new Float32Array(Uint8Array.from(bytes).buffer)];
}

test('Where the line lies is observed as the card says, positive where it is to the left', () => {
  const eye = observer(LINE).open();
  const [left, middle, right] = [-0.08, 0, 0.08].map((lateral_m) =>
    numbers(eye.see(circuit, aside(lateral_m))),
  );
  const shift = (row: number) => left![row]! - right![row]!;
  expect(middle).toHaveLength(3);
  expect(Math.abs(middle![0]!)).toBeLessThan(0.03);
  expect(shift(2)).toBeGreaterThan(0.6);
  // The farther ahead, the less the place beside the line counts.
  expect(shift(0)).toBeLessThan(shift(2) / 4);
  expect(left![2]! - middle![2]!).toBeCloseTo(middle![2]! - right![2]!, 1);
});

test('Each world stacks its own frames, and forgets them with its episode', () => {
  const stacked = readInputOf('models/pilotnet_stacked.card.yml');
  const both = new Observer({ width: 640, height: 480, colour: 'rgb', input: stacked } as GymSettings);
  const [one, other] = [both.open(), both.open()];
  const frames = (bytes: Uint8Array) => {
    const size = bytes.length / 3;
    return [0, 1, 2].map((place) => Buffer.from(bytes.slice(place * size, (place + 1) * size)));
  };
  const first = frames(one.see(circuit, aside(0)));
  expect(first[0]!.equals(first[2]!)).toBe(true);
  const elsewhere = frames(other.see(circuit, aside(0.3)));
  expect(elsewhere[0]!.equals(elsewhere[2]!)).toBe(true);
  const second = frames(one.see(circuit, aside(0.1)));
  expect(second[1]!.equals(first[2]!)).toBe(true);
  expect(second[2]!.equals(first[2]!)).toBe(false);
  one.reset();
  const again = frames(one.see(circuit, aside(0.1)));
  expect(again[0]!.equals(second[2]!)).toBe(true);
});

test('A card with resize: sharp is rejected', () => {
  const card = readInputOf('models/slim_pilotnet.card.yml');
  expect(
    () => new Observer({ width: 160, height: 120, input: { ...card, resize: 'sharp' } } as GymSettings),
  ).toThrow(/^--card: contract.input.resize is sharp, which is not supported here: write opencv-bilinear$/);
});
