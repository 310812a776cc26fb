import type { ModelCard } from '../../config/model-card';
import type { Recording } from '../recording';
import { type AnswerOptions, type Answers, answerImages, drivenAnswers, type ModelAnswers } from './answers';
import { type Differences, findDifferences } from './differences';

/** What models answer to a recording, and where they differ. */
export interface Opinions {
  /** What was driven; null where the bag does not tell. */
  readonly driven: Answers | null;
  readonly models: readonly ModelAnswers[];
  /** The first model with each of the others, then what was driven with each model. */
  readonly differences: readonly Differences[];
}

export interface OpinionOptions extends AnswerOptions {
  /** Largest differences of each kind. Default 5. */
  readonly worst?: number;
}

/** @throws as `answerImages` */
export async function askModels(
  recording: Recording,
  cards: readonly ModelCard[],
  { worst, ...options }: OpinionOptions = {},
): Promise<Opinions> {
  const models = await answerImages(recording, cards, options);
  const driven = drivenAnswers(recording);
  const [first, ...others] = models;
  const pairs: (readonly [Answers, Answers])[] = [
    ...others.map((other) => [first!, other] as const),
    ...(driven === null ? [] : models.map((model) => [driven, model] as const)),
  ];
  return { driven, models, differences: pairs.map(([a, b]) => findDifferences(recording, a, b, worst)) };
}
