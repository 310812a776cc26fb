import type { Action, ControlRequest } from '../../page-requests';
import type { CellPlace } from '../model/board';
import type { Hand } from '../model/hand';

/** What the controls of the page can do. */
export interface PageActions {
  /** Asks the server; what a swap or another circuit names is added. */
  control(action: Action, names?: Pick<ControlRequest, 'brain' | 'model' | 'provider' | 'circuit'>): void;
  setSaliency(isOn: boolean): void;
  /** What a finger asks for while this page drives by hand; null when it is lifted. */
  setPad(hand: Hand | null): void;
  setWindow(window_ms: number): void;
  /** Shows the runs of a cell of an experiment; null for none. */
  readonly chooseCell: (cell: CellPlace | null) => void;
}

/** What the reader of this page has chosen. */
export interface Settings {
  readonly saliency: boolean;
  readonly window_ms: number;
}
