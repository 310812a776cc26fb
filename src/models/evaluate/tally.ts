import type { ProviderRequest } from '../../drive/inference/providers';
import { messageOf } from '../../errors';
import { ErrorSums } from './accuracy';
import type { Candidate, OpenedCandidate } from './candidate';
import type { ModelEvaluation, ModelFacts, RoundTimes, Status } from './evaluation';
import type { Turn } from './messages';
import { type EvaluationImage, listParts } from './select-images';
import { summarizeTimes } from './times';

/** Why a model was not measured, or only partly. */
export interface Obstacle {
  readonly status: Status;
  readonly reason: string;
  readonly command: string | null;
}

/** Collects the results of one model on one provider, round by round. */
export class Tally {
  /** Its process; null before it starts and after it ends. */
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
  private invalidAnswers = 0;
  private firstInvalid: string | null = null;

  constructor(
    readonly facts: ModelFacts,
    readonly provider_asked: ProviderRequest,
    images: readonly EvaluationImage[],
    /** Why times of this provider are not valid on this machine; else null. */
    readonly untimedReason: string | null = null,
    /** Why the images are unfit for a network with memory; else null. */
    readonly sequenceReason: string | null = null,
    /** Existing folder for the times of its operators; default: none are taken. */
    readonly profileFolder?: string,
  ) {
    for (const part of listParts(images)) this.byPart.set(part, new ErrorSums());
  }

  get isExcluded(): boolean {
    return this.obstacle !== null;
  }

  /** Excludes this model from the remaining rounds. */
  fail(obstacle: Obstacle): void {
    this.obstacle ??= obstacle;
    this.candidate?.kill();
    this.candidate = null;
  }

  failWith(error: unknown): void {
    this.fail({ status: 'failed', reason: messageOf(error), command: null });
  }

  /** @param counts whether this is the first pass over these images */
  addTurn(turn: Turn, images: readonly EvaluationImage[], counts: boolean): void {
    this.inference_ms.push(turn.inference_ms);
    this.step_ms.push(turn.step_ms);
    this.rounds.push({
      inference_p50_ms: summarizeTimes(turn.inference_ms).p50,
      step_p50_ms: summarizeTimes(turn.step_ms).p50,
    });
    if (!counts) return;
    for (const [i, { label, part, image }] of images.entries()) {
      const answer = { v_mps: turn.v_mps[i]!, w_radps: turn.w_radps[i]! };
      this.all.add(answer, label);
      if (part !== null) this.byPart.get(part)!.add(answer, label);
      if (Number.isFinite(answer.v_mps) && Number.isFinite(answer.w_radps)) continue;
      this.invalidAnswers += 1;
      this.firstInvalid ??= image;
    }
  }

  noteEnd(peak_memory_bytes: number): void {
    this.peak_memory_bytes = peak_memory_bytes;
    this.candidate = null;
  }

  evaluate(): ModelEvaluation {
    const { obstacle, invalidAnswers, untimedReason, sequenceReason } = this;
    const accuracy = this.all.compute();
    const wrong =
      invalidAnswers === 0
        ? null
        : `returned NaN or infinity for ${invalidAnswers} of ${accuracy.pictures} images, first for ${this.firstInvalid}`;
    const timed = untimedReason === null && obstacle === null;
    return {
      ...this.facts,
      provider_asked: this.provider_asked,
      provider: this.opened?.provider ?? null,
      status: obstacle?.status ?? (wrong === null ? 'measured' : 'failed'),
      reason:
        obstacle?.reason ?? wrong ?? ([sequenceReason, untimedReason].filter(Boolean).join('; ') || null),
      command: obstacle?.command ?? null,
      // Partial results of a failed model do not represent the dataset.
      ...(obstacle === null ? accuracy : new ErrorSums().compute()),
      inference_time_ms: summarizeTimes(timed ? concatenate(this.inference_ms) : []),
      step_time_ms: summarizeTimes(timed ? concatenate(this.step_ms) : []),
      rounds: timed ? this.rounds : [],
      peak_memory_bytes: this.peak_memory_bytes,
      bare_runtime_memory_bytes: this.opened?.bare_runtime_memory_bytes ?? null,
      of_reference: null,
      parts: obstacle === null ? [...this.byPart].map(([part, sums]) => ({ part, ...sums.compute() })) : [],
    };
  }
}

function concatenate(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
