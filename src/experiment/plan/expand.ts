import type { Direction } from '../../circuit/direction';
import { RandomSource } from '../../support/random';
import { keyOf } from '../run/key';
import type { PlannedCorruption, PlannedRun, PlannedWorld } from '../run/planned-run';
import type { Course, Draft, DraftStart, DraftTiming, Driver } from './draft';
import { planStart } from './start-poses';

/** Of a stream of random numbers that nothing else draws from. */
const DIRECTION_STREAM = 1;

/** A planned run, with what an estimate of its time takes. */
export interface DraftRun {
  readonly run: PlannedRun;
  readonly driver: Driver;
  readonly course: Course;
}

/** Everything that is the same for all brains of one place in the order. */
interface Place {
  readonly repetition: number;
  readonly seed: number;
  readonly course: Course;
  readonly direction: Direction | 'drawn';
  readonly start: DraftStart;
  readonly world: PlannedWorld['kind'];
  readonly timing: DraftTiming;
  readonly corruption: PlannedCorruption | null | 'own';
}

/** How many runs a draft has. */
export function countRuns(draft: Draft): number {
  const lists = [
    draft.drivers,
    draft.courses,
    draft.worlds,
    draft.directions,
    draft.starts,
    draft.providers,
    draft.corruptions,
    draft.timings,
    draft.compensations,
    draft.seeds,
  ];
  return lists.reduce((product, list) => product * list.length, 1);
}

/**
 * The runs of drafts, in the order in which they start: round by round of the repetitions, within a round circuit by
 * circuit, direction, start and condition, and there all brains after each other. Which brain is first changes from place to
 * place, and at one place from round to round, so that a machine that slows down, or a first run that is slower than others,
 * is fair to all.
 */
export function expand(drafts: readonly Draft[]): DraftRun[] {
  const rounds = Math.max(0, ...drafts.map(({ seeds }) => seeds.length));
  const runs: DraftRun[] = [];
  for (let repetition = 1; repetition <= rounds; repetition++) {
    for (const draft of drafts) {
      placesOf(draft, repetition).forEach((place, i) => {
        runs.push(...driven(draft, place, repetition - 1 + i));
      });
    }
  }
  return runs;
}

function placesOf(draft: Draft, repetition: number): Place[] {
  const seed = draft.seeds[repetition - 1];
  if (seed === undefined) return [];
  const places: Place[] = [];
  for (const course of draft.courses)
    for (const direction of draft.directions)
      for (const start of draft.starts)
        for (const world of draft.worlds)
          for (const timing of draft.timings)
            for (const corruption of draft.corruptions)
              places.push({ repetition, seed, course, direction, start, world, timing, corruption });
  return places;
}

/** The runs of all brains at a place.
 *  @param turn by how many brains the order is rotated */
function driven(draft: Draft, place: Place, turn: number): DraftRun[] {
  const { providers, compensations, drivers } = draft;
  const kinds = drivers.flatMap((driver) =>
    // A brain without a network has no provider.
    (driver.kind === 'network' ? providers : [null]).flatMap((provider) =>
      compensations.map((compensation) => ({ driver, provider, compensation })),
    ),
  );
  return kinds.map((_, i) => {
    const { driver, ...rest } = kinds[(i + turn) % kinds.length]!;
    return { run: planRun(draft, place, driver, rest), driver, course: place.course };
  });
}

function planRun(
  draft: Draft,
  place: Place,
  driver: Driver,
  rest: Pick<PlannedRun, 'provider' | 'compensation'>,
): PlannedRun {
  const { course, seed, timing } = place;
  const direction = place.direction === 'drawn' ? drawDirection(seed) : place.direction;
  const run: Omit<PlannedRun, 'key'> = {
    experiment: draft.name,
    brain: driver.brain,
    model: driver.model,
    provider: rest.provider,
    world: place.world === 'gazebo' ? { kind: 'gazebo', launch: course.launch } : { kind: place.world },
    circuit: course.planned,
    perfectLap: course.perfectLap,
    direction,
    start: planStart(place.start, course.circuit, direction, seed),
    repetition: place.repetition,
    seed,
    corruption: place.corruption === 'own' ? driver.corruption : place.corruption,
    cameraTiming: timing.settings,
    timingFile: timing.file,
    compensation: rest.compensation,
    car: draft.car,
    laps: draft.laps,
    timeout_s: course.timeout_s,
    recovery: draft.recovery,
    record: draft.record,
  };
  return { key: keyOf(run), ...run };
}

function drawDirection(seed: number): Direction {
  return new RandomSource(seed, DIRECTION_STREAM).chance(0.5) ? 'reverse' : 'forward';
}
