import { DECISION_COLUMNS, POSE_COLUMNS } from '../feed/samples';
import type { DecisionColumns, PoseColumns, SamplesMessage } from '../messages';
import { RowLog, ThinnedRows } from './row-log';

/** Several seconds of a fast lap in lockstep. */
const POSES_KEPT = 16_384;
const DECISIONS_KEPT = 8192;
/** Poses of a whole run for a page that is opened later. */
const POSES_OF_RUN = 4096;
const DECISIONS_OF_RUN = 2000;
/** Most rows of each kind in one message: of more, every other one is left out, or every third, and so on. */
const MOST_ROWS = 2000;

/** Digits after the point, by column; 3 where nothing is said. */
const DIGITS: Readonly<Record<string, number>> = {
  wall_ms: 1,
  frame: 0,
  yaw_rad: 4,
  v_mps: 4,
  w_radps: 4,
  deviation_m: 4,
  step_ms: 4,
  inference_ms: 4,
  latency_ms: 4,
};

/** How far a page has come. */
export interface Cursor {
  readonly poses: number;
  readonly decisions: number;
  /** Rows that never came. */
  readonly lost: number;
}

/** What has been driven since metrics began, as far as pages are shown it. */
export class History {
  readonly #poses = new RowLog(POSE_COLUMNS.length, POSES_KEPT);
  readonly #decisions = new RowLog(DECISION_COLUMNS.length, DECISIONS_KEPT);
  readonly #run = new ThinnedRows(POSE_COLUMNS.length, POSES_OF_RUN);
  /** Rows before were driven before metrics began again. */
  #begun: Cursor = { poses: 0, decisions: 0, lost: 0 };
  #lost = 0;

  pose(row: ArrayLike<number>): void {
    this.#poses.push(row);
    this.#run.push(row);
  }

  decision(row: ArrayLike<number>): void {
    this.#decisions.push(row);
  }

  /** Rows did not come, for want of room. */
  lose(rows: number): void {
    this.#lost += rows;
  }

  restart(): void {
    this.#run.clear();
    this.#begun = this.end;
  }

  /** Where a page is that has everything. */
  get end(): Cursor {
    return { poses: this.#poses.end, decisions: this.#decisions.end, lost: this.#lost };
  }

  /** The run so far, thinned. */
  past(): SamplesMessage {
    const { end, begin } = this.#decisions;
    const from = Math.max(begin, this.#begun.decisions, end - DECISIONS_OF_RUN);
    return {
      type: 'samples',
      isHistory: true,
      poses: columns<PoseColumns>(POSE_COLUMNS, this.#run, 0, this.#run.length, 1),
      decisions: columns<DecisionColumns>(DECISION_COLUMNS, this.#decisions, from, end, 1),
      lost: 0,
    };
  }

  /** What a page has not been sent yet; null where there is nothing. */
  since({ poses, decisions, lost }: Cursor): SamplesMessage | null {
    const end = this.end;
    if (poses === end.poses && decisions === end.decisions) return null;
    const ofPoses = span(poses, this.#poses);
    const ofDecisions = span(decisions, this.#decisions);
    return {
      type: 'samples',
      isHistory: false,
      poses: columns<PoseColumns>(POSE_COLUMNS, this.#poses, ofPoses.from, end.poses, ofPoses.stride),
      decisions: columns<DecisionColumns>(
        DECISION_COLUMNS,
        this.#decisions,
        ofDecisions.from,
        end.decisions,
        ofDecisions.stride,
      ),
      lost: this.#lost - lost + ofPoses.lost + ofDecisions.lost,
    };
  }
}

/** The rows that are sent of those from `asked` on, of which some may be gone. */
function span(asked: number, { begin, end }: RowLog) {
  const first = Math.max(asked, begin);
  const stride = Math.max(1, Math.ceil((end - first) / MOST_ROWS));
  // The newest row is among them.
  const from = first + (stride === 1 || end === first ? 0 : (end - 1 - first) % stride);
  const sent = end === from ? 0 : Math.ceil((end - from) / stride);
  return { from, stride, lost: end - asked - sent };
}

function columns<T>(
  names: readonly string[],
  rows: { at(row: number, column: number): number },
  from: number,
  end: number,
  stride: number,
): T {
  const columnOf = (name: string, column: number): (number | null)[] => {
    const factor = 10 ** (DIGITS[name] ?? 3);
    const values: (number | null)[] = [];
    for (let row = from; row < end; row += stride) {
      const value = rows.at(row, column);
      values.push(Number.isFinite(value) ? Math.round(value * factor) / factor : null);
    }
    return values;
  };
  return Object.fromEntries(names.map((name, column) => [name, columnOf(name, column)])) as T;
}
