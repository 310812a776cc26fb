import { Circuit } from '../../../src/circuit/circuit';
import { DEFAULT_LOOK } from '../../../src/circuit/look';
import { BrainError } from '../../../src/errors';
import { samplePerfectLap } from '../../../src/measure/metrics/behavior-metrics/perfect-lap';
import { buildExperimentMetrics } from '../../../src/measure/metrics/experiment-metrics';
import { measureBag } from '../../../src/measure/metrics/measure-bag';
import { mulberry32 } from '../../../src/support/random';
import { allRecordsOf } from '../../helpers/bag-records';
import { BagFolder } from '../../helpers/bags';
import { beside, DriveBag } from '../../helpers/drive-bag';
import { memoryHeld } from '../../helpers/memory';
import { MutableBag } from '../../helpers/mutated-bag';
import { THOROUGH } from '../../helpers/thorough';
import { decisionOf } from './circle';

/** Mutants of each kind; 10,000 in total when tests are thorough. */
const MUTANTS = THOROUGH ? 5000 : 160;
/** Mutants measured concurrently: most of the time is spent waiting for files. */
const TOGETHER = 8;
const MIB = 1024 * 1024;
const MESSAGE = 2;

const points = Array.from({ length: 12 }, (_, i): [number, number] => {
  const angle = (i * Math.PI) / 6;
  return [8 * Math.cos(angle), 6 * Math.sin(angle)];
});
const circuit = new Circuit({ name: 'small', points, lineWidth_m: 0.1, look: DEFAULT_LOOK });
/** Every fifth point, because BehaviorMetrics' search along the lap is slow. */
const dense = samplePerfectLap(circuit, 'line of small');
const perfectLap = {
  source: dense.source,
  x_m: dense.x_m.filter((_, i) => i % 5 === 0),
  y_m: dense.y_m.filter((_, i) => i % 5 === 0),
};

/** A little more than a lap with clocks, decisions, commands and the metadata texts. */
function seedBag(): Buffer {
  const bag = new DriveBag({ chunk_bytes: 6000 });
  for (let i = 0; i < 36; i++) {
    const time_s = 3 + i / 20;
    bag.pose(beside(circuit, 1.4 * i, 0.1 * Math.sin(i / 5)), time_s);
    if (i % 3 === 0) bag.decision(decisionOf(i, { sim_s: time_s }), time_s);
    if (i % 5 === 0) bag.command(10, 0.1, time_s);
  }
  bag.text('/metadata', { world: 'small', f1_brain: { direction: 'forward', laps: 1, topics: {} } }, 7);
  bag.text('/experiment_metrics', { completed_distance: 65.2, frame_rate: 20 }, 7);
  return bag.bytes();
}

const SPECIAL = [NaN, Infinity, -Infinity, 0, -0, 1e308, -1e308, 5e-324, 1e18, -1e9, 1e8, 99, -0.5];
const STAMPS = [0, 1, 0x7fffffff, 0xffffffff, 1_700_000_000, 4];

/** Replaces numbers inside the messages by impossible values; the bag itself stays intact. */
function mutatePayloads(
  bytes: Buffer,
  messages: ReturnType<typeof allRecordsOf>,
  random: () => number,
): Buffer {
  const bag = Buffer.from(bytes);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const rounds = 1 + Math.floor(12 * random());
  const everywhere = random() < 0.1;
  for (let i = 0; i < rounds; i++) {
    const value = pick(SPECIAL);
    const share = random();
    for (const { dataAt, end } of everywhere ? messages : [pick(messages)]) {
      const length = end - dataAt;
      if (random() < 0.4 && length >= 8) bag.writeUInt32LE(pick(STAMPS), dataAt + (length > 20 ? 4 : 0));
      // The numbers of odometry start behind its header, at byte 27; those of the others are 8-byte aligned.
      else if (length > 700) bag.writeDoubleLE(value, dataAt + 27 + 8 * Math.floor(share * 85));
      else if (length >= 16) bag.writeDoubleLE(value, dataAt + Math.floor(share * (length - 8)));
    }
  }
  return bag;
}

/** Whether every number is finite. */
function isJson(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.values(value).every(isJson);
  return typeof value === 'number' ? Number.isFinite(value) : value !== undefined;
}

describe('Mutated bags are measured, or rejected in one line', () => {
  const folder = new BagFolder();
  const bytes = seedBag();
  const messages = allRecordsOf(bytes).filter(({ op }) => op === MESSAGE);
  const whole = new MutableBag(bytes);

  const kinds: [string, (random: () => number) => Buffer][] = [
    ['damaged as files', (random) => whole.mutate(random)],
    ['with impossible values in messages', (random) => mutatePayloads(bytes, messages, random)],
  ];

  it.each(kinds)(
    '%s',
    async (_, mutant) => {
      const random = mulberry32(42);
      const before = await memoryHeld();
      const outcomes = { measured: 0, withPosition: 0, rejected: 0 };
      const measure = async (i: number): Promise<void> => {
        const file = folder.write(mutant(random), `mutant${i % TOGETHER}.bag`);
        const options = { circuit, perfectLap, series: i % 10 === 0 };
        try {
          const measured = await measureBag(file, options);
          if (!isJson(buildExperimentMetrics(measured))) throw new Error('no JSON');
          if (measured.notes.length > 200) throw new Error(`${measured.notes.length} notes`);
          outcomes.measured++;
          if (measured.metrics.position_deviation_mean_m !== null) outcomes.withPosition++;
        } catch (error) {
          if (!(error instanceof BrainError)) throw new Error(`mutant ${i}`, { cause: error });
          if (!/^[^\n]*mutant\d\.bag: [^\n]+$/.test(error.message)) throw error;
          outcomes.rejected++;
        }
      };
      for (let i = 0; i < MUTANTS; i += TOGETHER) {
        await Promise.all(Array.from({ length: TOGETHER }, (_, k) => measure(i + k)));
      }
      const { held_bytes } = await memoryHeld();
      expect(held_bytes - before.held_bytes).toBeLessThan(10 * MIB);
      expect(outcomes.measured).toBeGreaterThan(MUTANTS / 2);
      expect(outcomes.withPosition).toBeGreaterThan(MUTANTS / 4);
    },
    600_000,
  );
});
