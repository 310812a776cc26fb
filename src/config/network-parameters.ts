import { findModel, isForeignModel } from './find-model';
import { IMAGE_TRANSFORM_KEYS } from './image-transform';
import { type ModelCard, readCard } from './model-card';
import { isLinear } from './output-contract';
import type { Problems } from './problems';
import type { Section } from './section';

/** Parameters of BehaviorMetrics' reinforcement learning: known, and of no effect. */
export const AGENT_KEYS = [
  'action_set',
  'gazebo_positions_set',
  'alpha',
  'gamma',
  'epsilon',
  'total_episodes',
  'epsilon_discount',
  'env',
] as const;

/** Parameters that describe what a model sees and answers, and so have to agree with its card. */
const DESCRIPTIONS = [
  'ImageCrop',
  'ImageCropped',
  'ImageSize',
  'ImageNormalized',
  'PredictionsNormalized',
  'Horizon',
] as const;

/** BehaviorMetrics' parameters of a brain, apart from its model. */
export const BEHAVIOR_METRICS_PARAMETERS: readonly string[] = [
  ...DESCRIPTIONS,
  'GPU',
  'UseOptimized',
  ...IMAGE_TRANSFORM_KEYS,
  ...AGENT_KEYS,
];

const NETWORK_KEYS = ['Model', 'Provider', 'Threads', ...BEHAVIOR_METRICS_PARAMETERS];

/**
 * Reads the card of a network brain's model and compares the brain's parameters with it: a YAML that contradicts the
 * card was written for another model.
 * @param problems takes what does not fit
 * @param model in place of `Parameters.Model`
 * @returns null where there is no such model
 */
export function readNetworkCard(
  parameters: Section,
  file: string,
  problems: Problems,
  model?: string,
): ModelCard | null {
  problems.attempt(() => parameters.allow(NETWORK_KEYS), null);
  const modelFile = problems.attempt(
    () => findModel(model ?? parameters.single('Model'), file, parameters),
    null,
    'model',
  );
  const card = modelFile === null ? null : problems.attempt(() => readCard(modelFile), null);
  for (const check of CHECKS) {
    const complaint = problems.attempt(() => check(parameters, card), null);
    if (complaint === null || card === null) continue;
    const [key, cardSays] = complaint;
    problems.attempt(
      () => {
        throw parameters.error(
          key,
          `contradicts ${card.cardFile}, where ${cardSays}; remove the key or change the model`,
        );
      },
      null,
      'model',
    );
  }
  return card;
}

/** Whether parameters fit the card of a model. */
export function fitsCard(parameters: Section, card: ModelCard): boolean {
  return CHECKS.every((check) => check(parameters, card) === null);
}

/** The key that contradicts a card, and what the card says; null without a contradiction, or without a card.
 *  Throws where a value has the wrong type. */
type Check = (parameters: Section, card: ModelCard | null) => readonly [key: string, cardSays: string] | null;

const checkSize: Check = (parameters, card) => {
  if (!parameters.has('ImageSize')) return null;
  const [w, h] = parameters.numbers('ImageSize', 2);
  if (card === null) return null;
  const { layout, shape, line } = card.input;
  if (line !== null) return ['ImageSize', 'the input is positions of the line'];
  const [height, width] = layout === 'NCHW' ? [shape[2], shape[3]] : [shape[1], shape[2]];
  return w === width && h === height ? null : ['ImageSize', `the input is ${width}x${height}`];
};

const checkCrop =
  (key: string): Check =>
  (parameters, card) => {
    const crop = parameters.optionalBoolean(key);
    const top = card?.input.crop.top ?? 0;
    if (crop === null || card === null || crop === top > 0) return null;
    return [key, `the crop starts at row ${top}`];
  };

const checkNormalized: Check = (parameters, card) => {
  const normalized = parameters.optionalBoolean('ImageNormalized');
  if (card === null) return null;
  const { mean, std } = card.input;
  const byStatistics = std.some((s) => s !== 1) || mean.some((m) => m !== 0);
  // The PyTorch brains of BehaviorMetrics call the plain division by 255 "normalized" too.
  return normalized === false && byStatistics
    ? ['ImageNormalized', `mean is [${mean}] and std [${std}]`]
    : null;
};

const checkPredictions: Check = (parameters, card) => {
  const predictions = parameters.optionalBoolean('PredictionsNormalized');
  if (card === null || predictions === null) return null;
  const { v, w } = card.output;
  const scaled = [v, w].some((channel) => isLinear(channel) && channel.scale !== 1);
  return predictions === scaled
    ? null
    : ['PredictionsNormalized', `the output is ${scaled ? '' : 'not '}scaled`];
};

const checkHorizon: Check = (parameters, card) => {
  if (!parameters.has('Horizon')) return null;
  const horizon = parameters.integer('Horizon', 1);
  const frames = card?.input.frames;
  if (frames === undefined || horizon === frames) return null;
  return ['Horizon', `the network sees ${frames === 1 ? 'one frame' : `${frames} frames`}`];
};

const CHECKS: readonly Check[] = [
  checkSize,
  checkCrop('ImageCrop'),
  checkCrop('ImageCropped'),
  checkNormalized,
  checkPredictions,
  checkHorizon,
];

/** What is to be said of parameters that are accepted here and do not act. */
export function remarkOnParameters(parameters: Section): string[] {
  const agent = AGENT_KEYS.filter((key) => parameters.has(key));
  const remarks =
    agent.length === 0
      ? []
      : [`Parameters ${agent.join(', ')} belong to reinforcement learning and have no effect`];
  return remarks;
}

/** What is to be said of a model that another framework made: the file here that bears its name drives; null for
 *  others. */
export function remarkOnModel(parameters: Section, file: string): string | null {
  const model: unknown = [parameters.raw('Model')].flat()[0];
  if (typeof model !== 'string' || !isForeignModel(model)) return null;
  try {
    return `Model ${model} is driven by ${findModel(model, file, parameters)}, the conversion of that name`;
  } catch {
    // Reported where the model is opened.
    return null;
  }
}
