/**
 * Measures the lines of the five circuits and of generated ones, and writes their table in docs/circuits.md:
 *
 *     npx jiti scripts/circuit-shapes.ts [--seeds 300]
 *
 * A test compares the ranges of the five with those that generated circuits keep within.
 */
import type { Circuit } from '../src/circuit/circuit';
import { generateCircuit } from '../src/circuit/generate/generate';
import { loadCircuit } from '../src/circuit/load';
import { type LineShape, shapeOf } from '../src/circuit/shape';
import { formatNumber } from '../src/measure/report/format';
import { CIRCUITS } from './support/circuits';
import { replaceBetween, table } from './support/documents';
import { integerFrom, program, runProgram } from './support/program';

interface Measured {
  readonly circuit: Circuit;
  readonly shape: LineShape;
}

/** A figure as the table has it. */
interface Figure {
  readonly name: string;
  readonly digits: number;
  /** Of the left and the right side, where they differ. */
  readonly values: (measured: Measured) => readonly number[];
}

const shapeFigure = (name: string, digits: number, key: keyof LineShape, factor = 1): Figure => ({
  name,
  digits,
  values: ({ shape }) => [factor * shape[key]],
});

const FIGURES: readonly Figure[] = [
  shapeFigure('length m', 0, 'length_m'),
  shapeFigure('tightest bend: radius m', 1, 'tightest_m'),
  shapeFigure('radius of the tightest 5 % m', 1, 'radius5_m'),
  shapeFigure('radius of the tightest 25 % m', 1, 'radius25_m'),
  shapeFigure('turned °/100 m', 0, 'turned_degPer100m'),
  shapeFigure('straight (radius over 100 m) %', 0, 'straightShare', 100),
  shapeFigure('longest straight m', 0, 'longestStraight_m'),
  shapeFigure('fastest change of curvature 1/m²', 2, 'sharpest_1pm2'),
  { name: 'width of the line m', digits: 3, values: ({ circuit }) => [circuit.lineWidth_m] },
  {
    name: 'walls from the line m',
    digits: 2,
    values: ({ circuit: { look } }) =>
      [look.leftWall, look.rightWall].flatMap((wall) => wall?.distance_m ?? []),
  },
  shapeFigure('clear on either side m', 1, 'clearSide_m'),
  shapeFigure('closest stretches m', 1, 'closestStretches_m'),
];

async function measure({ seeds }: { seeds: number }): Promise<void> {
  const five = await Promise.all(CIRCUITS.map(async (name) => measured(await loadCircuit(name))));
  const generated = Array.from({ length: seeds }, (_, i) => measured(generateCircuit(i + 1).circuit));
  const header = ['', ...CIRCUITS, 'the five', `generated, seeds 1 to ${seeds}`];
  const rows = FIGURES.map((figure) => [
    figure.name,
    ...five.map((one) => rangeOf(figure, [one])),
    rangeOf(figure, five),
    rangeOf(figure, generated),
  ]);
  replaceBetween('docs/circuits.md', 'scripts circuit-shapes', table(header, rows));
}

function measured(circuit: Circuit): Measured {
  return { circuit, shape: shapeOf(circuit) };
}

function rangeOf({ values, digits }: Figure, circuits: readonly Measured[]): string {
  const all = circuits.flatMap(values);
  const [least, most] = [Math.min(...all), Math.max(...all)].map((value) => formatNumber(value, digits));
  return least === most ? `${least}` : `${least} to ${most}`;
}

void runProgram(
  program(
    'npx jiti scripts/circuit-shapes.ts',
    'Measures the lines of the five circuits and of generated ones, and writes their table in docs/circuits.md.',
  )
    .option('--seeds <number>', 'generated circuits of the seeds from 1 to this', integerFrom(1), 300)
    .action(measure),
);
