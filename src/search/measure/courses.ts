import type { Circuit } from '../../circuit/circuit';
import type { Direction } from '../../circuit/direction';
import { Problems } from '../../config/problems';
import { Section } from '../../config/section';
import type { ProviderRequest } from '../../drive/inference/providers';
import type { Draft, Notes } from '../../experiment/plan/draft';
import { expand } from '../../experiment/plan/expand';
import { readDrivers } from '../../experiment/plan/plain-brains';
import { readPlainFile } from '../../experiment/plan/plain-file';
import type { PlannedRun } from '../../experiment/run/planned-run';
import { shuffle } from '../../models/evaluate/schedule';

/** What messages of the plan name in place of an experiment file. */
const SOURCE = '--circuits';

export interface CourseRequest {
  /** A model that drives, so that the plan can be checked. */
  readonly model: string;
  /** Names or files, as they were given. */
  readonly circuits: readonly string[];
  readonly directions: readonly Direction[];
  readonly provider: ProviderRequest;
  readonly seed: number;
}

/** The laps that every model of a search drives, in one order that the seed decides. */
export class Courses {
  readonly circuits: readonly Circuit[];
  readonly #draft: Draft;
  readonly #seed: number;

  private constructor(draft: Draft, seed: number) {
    this.circuits = draft.courses.map(({ circuit }) => circuit);
    this.#draft = draft;
    this.#seed = seed;
  }

  /** @throws ConfigurationError with a line for each problem */
  static async plan({ model, circuits, directions, provider, seed }: CourseRequest): Promise<Courses> {
    const problems = new Problems();
    const given = {
      name: 'optimize',
      brains: [model],
      circuits: [...circuits],
      directions: [...directions],
      providers: [provider],
      seeds: [seed],
      record: false,
    };
    const notes: Notes = { remarks: [], warnings: [] };
    const draft = await readPlainFile(SOURCE, given, problems, notes);
    problems.throwAny();
    return new Courses(draft!, seed);
  }

  get count(): number {
    return this.#draft.courses.length * this.#draft.directions.length;
  }

  /** The laps of a model, in the order in which they are driven. */
  runsOf(modelFile: string): PlannedRun[] {
    const problems = new Problems();
    const section = new Section({ brains: [modelFile] }, SOURCE);
    const drivers = readDrivers(section, problems, { remarks: [], warnings: [] });
    problems.throwAny();
    const runs = expand([{ ...this.#draft, drivers }]).map(({ run }) => run);
    return shuffle(runs, this.#seed, 0);
  }
}
