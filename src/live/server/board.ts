import type { ExperimentNews, SharedPlan } from '../feed/experiment-news';
import type { BoardMessage, BoardRequest, RunningMessage, TallyMessage } from '../grid-messages';
import { Outlines } from './outlines';
import type { Page } from './page';
import { RunGrid } from './run-grid';
import { RunTracks } from './run-tracks';

/** Runs that a page shows as they drive. */
const MOST_RUNNING = 24;
/** Between two messages of the grid, and of where cars are. */
const GRID_MS = 500;
const TRACKS_MS = 100;

/** What pages show of an experiment: kept in the thread that serves them, sent to each as far as it wants it. */
export class Board {
  readonly #pages: ReadonlyMap<number, Page>;
  readonly #onWatched: (isWatched: boolean) => void;
  readonly #tracks = new RunTracks();
  #grid: RunGrid | null = null;
  #outlines: Outlines | null = null;
  #tally: TallyMessage | null = null;
  /** Runs that have begun or ended since the last message of the grid. */
  readonly #touched = new Set<number>();
  #isTallyDue = false;
  #areRunningDue = false;
  #arePathsDue = false;
  #isWatched = false;
  #grid_ms = Number.NEGATIVE_INFINITY;
  #tracks_ms = Number.NEGATIVE_INFINITY;

  /** @param pages those that are open, by number
   *  @param onWatched told whether a page shows where the cars are, when that changes */
  constructor(pages: ReadonlyMap<number, Page>, onWatched: (isWatched: boolean) => void) {
    this.#pages = pages;
    this.#onWatched = onWatched;
  }

  take(news: ExperimentNews): void {
    if (news.kind === 'plan') {
      this.#begin(news.plan);
      return;
    }
    if (news.kind === 'tally') {
      this.#tally = news.tally;
      this.#isTallyDue = true;
    } else if (news.kind === 'track') this.#tracks.add(news.track);
    else this.#move(news);
  }

  /** Sends everything to a page that is new, or has missed some of it. */
  welcome(page: Page): void {
    page.hasMissed = false;
    for (const message of this.#everything()) send(page, message);
    if (this.#grid === null) return;
    if (page.board.tracks) this.#sendPaths(page);
    if (page.board.cell !== null) this.#sendRuns(page, page.board.cell);
  }

  request(page: Page, request: BoardRequest): void {
    const before = page.board;
    page.board = request;
    const grid = this.#grid;
    if (grid === null) return;
    if (request.tracks && !before.tracks) this.#sendPaths(page);
    if (request.cell !== null) this.#sendRuns(page, request.cell);
    this.#watch();
  }

  /** A page has gone. */
  left(): void {
    this.#watch();
  }

  /** Sends what is due. */
  tick(now_ms: number): void {
    if (this.#grid === null) return;
    if (now_ms - this.#tracks_ms >= TRACKS_MS) {
      this.#tracks_ms = now_ms;
      this.#sendRunning();
      if (this.#arePathsDue) this.#sendAllPaths();
      else this.#sendTracks();
    }
    if (now_ms - this.#grid_ms < GRID_MS) return;
    this.#grid_ms = now_ms;
    this.flush();
  }

  /** Sends all of the grid that has changed. */
  flush(): void {
    const grid = this.#grid;
    if (grid === null) return;
    this.#sendRunning();
    const cells = grid.takeChanges();
    if (cells !== null) this.#send([cells, grid.queue()]);
    if (this.#isTallyDue && this.#tally !== null) this.#send([this.#tally]);
    this.#isTallyDue = false;
    for (const page of this.#pages.values()) {
      if (page.hasMissed && !page.isBehind) this.welcome(page);
      const { cell } = page.board;
      if (cell !== null && [...this.#touched].some((run) => grid.isIn(run, cell))) this.#sendRuns(page, cell);
    }
    this.#touched.clear();
  }

  #begin(plan: SharedPlan): void {
    this.#grid = new RunGrid(plan);
    this.#outlines = new Outlines(
      plan.circuits.map(({ source }) => source),
      (outline) => this.#send([outline]),
    );
    for (const page of this.#pages.values()) this.welcome(page);
  }

  #move(news: Extract<ExperimentNews, { readonly run: number }>): void {
    const grid = this.#grid!;
    const { run } = news;
    if (news.kind === 'again') {
      this.#tracks.forget(run);
      this.#arePathsDue = true;
      return;
    }
    this.#touched.add(run);
    this.#areRunningDue = true;
    if (news.kind === 'started') {
      grid.start(run);
      if (this.#isWatched) this.#outlines!.want(grid.runOf(run).circuit);
      return;
    }
    this.#tracks.forget(run);
    if (news.kind === 'ended') grid.end(run, news.end);
    else grid.giveBack(run);
  }

  get #shown(): readonly number[] {
    return this.#grid!.running.slice(0, MOST_RUNNING);
  }

  get #running(): RunningMessage {
    const grid = this.#grid!;
    const runs = this.#shown.map((run) => grid.runOf(run));
    return { type: 'running', runs, more: grid.running.length - runs.length };
  }

  #everything(): BoardMessage[] {
    const grid = this.#grid;
    if (grid === null) return [];
    const { name, folder, isQueued, brains, circuits } = grid.plan;
    return [
      { type: 'grid', name, folder, isQueued, brains, circuits: circuits.map((circuit) => circuit.name) },
      grid.all(),
      grid.queue(),
      ...(this.#tally === null ? [] : [this.#tally]),
      ...this.#outlines!.known,
      this.#running,
    ];
  }

  /** In place of all that pages have: the path of an attempt that was lost is not that of the next one. */
  #sendAllPaths(): void {
    this.#arePathsDue = false;
    for (const page of this.#pages.values()) if (page.board.tracks) this.#sendPaths(page);
  }

  #sendPaths(page: Page): void {
    if (page.isBehind) {
      page.hasMissed = true;
      return;
    }
    // What is in them must not come a second time.
    this.#sendTracks();
    send(page, { type: 'tracks', isWhole: true, tracks: this.#tracks.whole(this.#shown) });
  }

  #sendRunning(): void {
    if (!this.#areRunningDue) return;
    this.#areRunningDue = false;
    this.#send([this.#running]);
  }

  #sendTracks(): void {
    const tracks = this.#tracks.takeChanges(this.#shown);
    if (tracks.length > 0)
      this.#send([{ type: 'tracks', isWhole: false, tracks }], ({ board }) => board.tracks);
  }

  #sendRuns(page: Page, cell: readonly [number, number]): void {
    const runs = this.#grid!.runsOf(cell);
    if (page.isBehind) page.hasMissed = true;
    else if (runs !== null) send(page, runs);
  }

  /** A page that is behind gets everything later. */
  #send(messages: readonly BoardMessage[], isWanted: (page: Page) => boolean = () => true): void {
    const texts = messages.map((message) => JSON.stringify(message));
    for (const page of this.#pages.values()) {
      if (!isWanted(page)) continue;
      if (page.isBehind) page.hasMissed = true;
      else for (const text of texts) page.send(text);
    }
  }

  /** Cars are told of while a page shows them. */
  #watch(): void {
    const isWatched = [...this.#pages.values()].some(({ board }) => board.tracks);
    if (isWatched === this.#isWatched) return;
    this.#isWatched = isWatched;
    this.#onWatched(isWatched);
    const grid = this.#grid;
    if (!isWatched || grid === null) return;
    // Those that are not shown yet, too.
    for (const run of grid.running) this.#outlines!.want(grid.runOf(run).circuit);
  }
}

function send(page: Page, message: BoardMessage): void {
  page.send(JSON.stringify(message));
}
