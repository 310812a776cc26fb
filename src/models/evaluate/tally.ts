import type { ProviderRequest } from '../../drive/inference/providers';
import { messageOf } from '../../errors';
import { ErrorSums } from './accuracy';
import type { Candidate, OpenedCandidate } from './candidate';
import type { ModelEvaluation, ModelFacts, RoundTimes, Status } from './evaluation';
import type { Turn } from './messages';
import { type Picture, partsOf } from './pictures';
import { timesOf } from './times';

/** Why a model has no figures, or not all of them. */
export interface Obstacle {
  readonly status: Status;
  readonly reason: string;
  readonly command: string | null;
}

/** Gathers what one model on one provider did, round by round. */
export class Tally {
  /** Its process while it can still take its turn; null before it starts and after its end. */
  candidate: Candidate | null = null;
  /** Null before the model is loaded. */
  opened: OpenedCandidate | null = null;
  private obstacle: Obstacle | null = null;
  private peak_memory_bytes: number | null = null;
  private readonly all = new ErrorSums();
  private readonly byPart = new Map<string, ErrorSums>();
  private readonly inference_ms: Float64Array[] = [];
  private readonly step_ms: Float64Array[] = [];
  private readonly rounds: RoundTimes[] = [];
  private notNumbers = 0;
  private firstNotNumber: string | null = null;

  constructor(
    readonly facts: ModelFacts,
    readonly provider_asked: ProviderRequest,
    pictures: readonly Picture[],
    /** Why times of this provider mean nothing here; null where they do. */
    readonly timeless: string | null = null,
  ) {
    for (const part of partsOf(pictures)) this.byPart.set(part, new ErrorSums());
  }

  /** Takes this model out of the rounds that are left. */
  fail(obstacle: Obstacle): void {
    this.obstacle ??= obstacle;
    this.candidate?.kill();
    this.candidate = null;
  }

  failWith(error: unknown): void {
    this.fail({ status: 'failed', reason: messageOf(error), command: null });
  }

  /** @param counts whether these pictures were not decided on in an earlier round */
  turn(turn: Turn, pictures: readonly Picture[], counts: boolean): void {
    this.inference_ms.push(turn.inference_ms);
    this.step_ms.push(turn.step_ms);
    this.rounds.push({
      inference_p50_ms: timesOf(turn.inference_ms).p50,
      step_p50_ms: timesOf(turn.step_ms).p50,
    });
    if (!counts) return;
    for (const [i, { label, part, image }] of pictures.entries()) {
      const answer = { v_mps: turn.v_mps[i]!, w_radps: turn.w_radps[i]! };
      this.all.add(answer, label);
      if (part !== null) this.byPart.get(part)!.add(answer, label);
      if (Number.isFinite(answer.v_mps) && Number.isFinite(answer.w_radps)) continue;
      this.notNumbers += 1;
      this.firstNotNumber ??= image;
    }
  }

  ended(peak_memory_bytes: number): void {
    this.peak_memory_bytes = peak_memory_bytes;
    this.candidate = null;
  }

  evaluation(): ModelEvaluation {
    const { obstacle, notNumbers, timeless } = this;
    const accuracy = this.all.accuracy();
    const wrong =
      notNumbers === 0
        ? null
        : `answers no number on ${notNumbers} of ${accuracy.pictures} pictures, first on ${this.firstNotNumber}`;
    const timed = timeless === null && obstacle === null;
    return {
      ...this.facts,
      provider_asked: this.provider_asked,
      provider: this.opened?.provider ?? null,
      status: obstacle?.status ?? (wrong === null ? 'measured' : 'failed'),
      reason: obstacle?.reason ?? wrong ?? timeless,
      command: obstacle?.command ?? null,
      // What a model did before it failed is no figure of the whole dataset.
      ...(obstacle === null ? accuracy : new ErrorSums().accuracy()),
      inference_time_ms: timesOf(timed ? joined(this.inference_ms) : []),
      step_time_ms: timesOf(timed ? joined(this.step_ms) : []),
      rounds: timed ? this.rounds : [],
      peak_memory_bytes: this.peak_memory_bytes,
      bare_runtime_memory_bytes: this.opened?.bare_runtime_memory_bytes ?? null,
      of_reference: null,
      parts: obstacle === null ? [...this.byPart].map(([part, sums]) => ({ part, ...sums.accuracy() })) : [],
    };
  }
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
