import type { ExperimentEvent } from '../experiment/experiment-events';
import type { ExperimentTally } from '../experiment/experiment-tally';
import type { PlannedRun } from '../experiment/run/planned-run';
import type { RunRow } from '../experiment/run/run-row';
import { Audience } from '../experiment/work/audience';
import { ExperimentFeed } from './feed/experiment-feed';
import { helloOf } from './feed/scene';
import { sharePlan } from './feed/shared-plan';
import type { LiveServer } from './live-server';
import type { LiveState } from './messages';

const TALLY_MS = 1000;
const ENDS = 'it ends: what drives is given back';
const OVER = 'the experiment is over';

export interface LiveExperimentOptions {
  readonly server: LiveServer;
  readonly name: string;
  /** In the order of the plan. */
  readonly runs: readonly PlannedRun[];
  readonly folder: string;
  readonly isQueued: boolean;
  /** Takes each event before `take` does. */
  readonly tally: ExperimentTally;
  /** Ends the experiment as Ctrl-C does. */
  readonly onStop: () => void;
}

/** Shows an experiment on live pages, and ends it when one of them asks for that. */
export class LiveExperiment {
  /** Pages that show where the cars are. */
  readonly audience = new Audience();
  readonly #server: LiveServer;
  readonly #feed: ExperimentFeed;
  readonly #timer: NodeJS.Timeout;
  #state: LiveState = 'driving';

  constructor({ server, name, runs, folder, isQueued, tally, onStop }: LiveExperimentOptions) {
    this.#server = server;
    const run = { kind: 'experiment', world: null, circuit: null, direction: 'forward', laps: null } as const;
    server.post({ type: 'hello', hello: helloOf(server.id, server.started_ms, run) });
    this.#tellState(null);
    this.#feed = new ExperimentFeed({
      plan: sharePlan(name, runs, { folder, isQueued }),
      numbers: new Map(runs.map(({ key }, number) => [key, number])),
      tally,
      zero_ms: server.zero_ms,
      onNews: (news) => server.post({ type: 'experiment', news }),
      onIncident: (message) => server.post({ type: 'broadcast', message }),
    });
    server.on('watched', ({ isWatched }) => this.audience.watch(isWatched));
    server.on('control', ({ page, request: { id, action } }) => {
      const reason = action === 'stop' ? this.#whyNoStop : 'an experiment does not have that control';
      if (reason === null) onStop();
      const line = reason ?? 'the experiment ends: what is done is kept, and --resume drives the rest';
      server.post({ type: 'answer', page, id, action, isDone: reason === null, line });
    });
    this.#timer = setInterval(() => this.#feed.tellTally(), TALLY_MS);
    this.#timer.unref();
  }

  take(event: ExperimentEvent): void {
    this.#feed.take(event);
  }

  /** Results that were there before the first run. */
  takeStored(rows: readonly RunRow[]): void {
    this.#feed.takeStored(rows);
  }

  warn(line: string): void {
    const wall_ms = performance.now() - this.#server.zero_ms;
    this.#server.post({ type: 'broadcast', message: { type: 'log', wall_ms, level: 'warn', line } });
  }

  /** No further run is started; those that drive are ended. */
  ends(): void {
    this.#state = 'ending';
    this.#tellState('interrupted');
  }

  /** Tells pages the end. @param reason why, as text or as the end of a run; never throws */
  async close(reason: string): Promise<void> {
    clearInterval(this.#timer);
    this.audience.watch(false);
    this.#feed.tellTally();
    this.#state = 'ended';
    this.#tellState(reason);
    await this.#server.close();
  }

  get #whyNoStop(): string | null {
    if (this.#state === 'driving') return null;
    return this.#state === 'ended' ? OVER : ENDS;
  }

  #tellState(reason: string | null): void {
    this.#server.post({
      type: 'state',
      state: {
        wall_ms: performance.now() - this.#server.zero_ms,
        state: this.#state,
        reason,
        driver: { brain: null, model: null, provider: null },
        recording: null,
        byHand: false,
        hand: null,
        controls: { stop: this.#whyNoStop },
      },
      sight: { modelFile: null, camera: {}, isCorrupted: false },
    });
  }
}
