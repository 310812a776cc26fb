import type { BoardMessage, BoardRequest } from '../grid-messages';
import type { Board, CellPlace } from './model/board';
import { RunTracks } from './model/run-tracks';

/** What this page wants to see of an experiment, and what came of the cars that it shows. */
export class BoardLink {
  readonly tracks = new RunTracks();
  readonly #send: (request: BoardRequest) => boolean;
  #chosen: CellPlace | null = null;
  #session: string | null = null;
  /** What the server knows, as text. */
  #told = '';

  constructor(send: (request: BoardRequest) => boolean) {
    this.#send = send;
  }

  /** The cell whose runs are shown; null for none. */
  get chosen(): CellPlace | null {
    return this.#chosen;
  }

  choose(cell: CellPlace | null): void {
    this.#chosen = cell;
  }

  /** Another connection, or another experiment: nothing of the cars is known, nor what was asked for. */
  begin(session: string): void {
    if (session !== this.#session) this.#chosen = null;
    this.#session = session;
    this.#told = '';
    this.tracks.clear();
  }

  take(message: BoardMessage): void {
    if (message.type === 'tracks') this.tracks.add(message);
    if (message.type === 'running') this.tracks.keep(message.runs.map(({ run }) => run));
  }

  /** Tells the server what is wanted, where that has changed. @param board null while there is no experiment */
  follow(board: Board | null, isHidden: boolean): void {
    if (board === null) return;
    const request: BoardRequest = { type: 'board', tracks: !isHidden, cell: this.#chosen };
    const text = JSON.stringify(request);
    if (text !== this.#told && this.#send(request)) this.#told = text;
  }
}
