import type { Circuit } from '../circuit/circuit';
import type { Direction } from '../circuit/direction';
import type { BrainConfiguration } from '../config/brain-configuration';
import type { LapMetrics } from '../measure/metrics/lap-metrics';
import type { RunMetrics } from '../measure/metrics/run-metrics';
import type { Run } from './run';
import type { LiveParameters } from './setup/live-parameters';

/** A run as those see it who watch it: nothing here changes it. */
export class SessionView {
  readonly #run: Run;

  constructor(run: Run) {
    this.#run = run;
  }

  get world(): 'lockstep' | 'ros' {
    return this.#run.setup.kind;
  }

  /** Null where the line is unknown. */
  get circuit(): Circuit | null {
    return this.#run.setup.circuit?.circuit ?? null;
  }

  get direction(): Direction {
    return this.#run.setup.plan.direction;
  }

  /** Null for a run without end. */
  get laps(): number | null {
    const { laps, endless } = this.#run.setup.plan;
    return endless ? null : laps;
  }

  /** What the parameters of its node say of the live page. */
  get live(): LiveParameters {
    return this.#run.setup.live ?? {};
  }

  /** Whether a bag can be written. */
  get records(): boolean {
    return this.#run.record !== null;
  }

  /** Where the run writes now; null where it writes nothing. */
  findFolder(): string | null {
    return this.#run.findFolder();
  }

  /** Of the brain that drives now. */
  get configuration(): BrainConfiguration {
    return this.#run.opened.configuration;
  }

  /** The file of the model that drives now; null for a brain without one. */
  get modelFile(): string | null {
    return this.#run.opened.model?.path ?? null;
  }

  /** The current metrics; others once they were started again. Reading them costs little, but for `compute`. */
  get metrics(): LapMetrics {
    return this.#run.monitor.metrics;
  }

  /** Times that the drive itself stopped the car. */
  get stops(): number {
    return this.#run.monitor.stops;
  }

  /** Everything measured so far, as the statistics will have it; takes a fraction of a millisecond. */
  compute(): RunMetrics {
    const { monitor, drive } = this.#run;
    monitor.counts(drive.counts);
    return monitor.metrics.compute();
  }
}
