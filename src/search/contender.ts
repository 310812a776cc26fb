import type { Figures } from './goal/goal';
import type { ImageMeasurement } from './measure/images';
import { lapFigures, lapMeans } from './measure/lap-figures';
import type { DrivenLap } from './measure/laps';
import type { Made } from './measure/make';
import type { Ranked } from './select/rank';

/** Why a model is no longer measured. `rejected`: it could not be made or run; `missed`: it cannot meet the goal; `dominated`,
 *  `halved`: others were better so far. */
export interface Dropped {
  readonly why: 'rejected' | 'missed' | 'dominated' | 'halved';
  readonly reason: string;
}

/** A model in the search, with what was measured of it. */
export class Contender implements Ranked {
  readonly made: Made;
  readonly #planned: number;
  images: ImageMeasurement | null = null;
  laps: readonly DrivenLap[] = [];
  dropped: Dropped | null;

  /** @param planned laps that it would drive in all */
  constructor(made: Made, planned: number) {
    this.made = made;
    this.#planned = planned;
    this.dropped = made.rejected === null ? null : { why: 'rejected', reason: made.rejected };
  }

  get name(): string {
    return this.made.candidate.name;
  }

  /** What a goal is judged by: of laps that are missing the best is assumed. */
  get figures(): Figures {
    return {
      ...this.made.figures,
      ...this.images?.figures,
      ...lapFigures(this.laps, this.#planned),
    };
  }

  /** What was measured: of laps, over those that were driven. */
  get soFar(): Figures {
    const { figures, laps } = this;
    if (laps.length === 0) return figures;
    return { ...figures, ...lapMeans(laps), laps: laps.filter(({ completed }) => completed).length };
  }

  get isComplete(): boolean {
    return this.laps.length === this.#planned;
  }
}
