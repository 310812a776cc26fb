import { formatTimeLeft } from '../support/terminal/time-left';

/** Stages of a search, with the share of its time that each usually takes. */
const STAGES = {
  datasets: 0.06,
  layers: 0.14,
  models: 0.32,
  images: 0.2,
  laps: 0.22,
  'driven layers': 0.06,
} as const;
export type SearchStage = keyof typeof STAGES;

/** Shares of a whole search from those of its stages. */
export class StageProgress {
  readonly #show: (share: number, doing: string) => void;
  readonly #start_ms = performance.now();
  #before = 0;
  #stage: SearchStage = 'datasets';

  constructor(show: (share: number, doing: string) => void) {
    this.#show = show;
  }

  begin(stage: SearchStage): void {
    const names = Object.keys(STAGES) as SearchStage[];
    this.#before = names.slice(0, names.indexOf(stage)).reduce((sum, name) => sum + STAGES[name], 0);
    this.#stage = stage;
  }

  /** @param share of the stage, 0 to 1 */
  show(share: number, doing: string): void {
    const whole = this.#before + STAGES[this.#stage] * share;
    this.#show(whole, `${formatTimeLeft(performance.now() - this.#start_ms, whole)}${doing}`);
  }
}
