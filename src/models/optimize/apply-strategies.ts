import type { InputContract, ModelCard } from '../../config/model-card';
import type { LinearOutput } from '../../config/output-contract';
import { cloneModel, type OnnxModel } from '../../onnx/graph';
import type { AppliedStrategy } from './card-document';
import { foldModel } from './fold';
import { explainNotFloat32 } from './graph/require-float32';
import type { CalibrationSet, Strategy, StrategyContext } from './strategy';

/** The result of a chain of strategies. */
export interface ChainResult {
  readonly model: OnnxModel;
  readonly precision: string;
  /** The new contract; null when it is still the parent's. */
  readonly contract: { readonly input: InputContract; readonly output: LinearOutput } | null;
  readonly applied: readonly AppliedStrategy[];
  readonly notes: readonly string[];
}

/** Applies strategies in order, each to the result of the one before. A float32 model is folded first. */
export async function applyStrategies(
  strategies: readonly Strategy[],
  context: StrategyContext,
): Promise<ChainResult> {
  let { card } = context;
  let model = cloneModel(context.model);
  let contract: ChainResult['contract'] = null;
  const applied: AppliedStrategy[] = [];
  const notes: string[] = [];
  if (strategies[0]?.name !== 'fold' && explainNotFloat32(model.graph) === null) {
    const folded = foldModel(model, card.modelFile);
    model = folded.model;
    const counts = Object.entries(folded.counts).filter(([, count]) => count > 0);
    if (counts.length > 0) applied.push({ strategy: 'fold', ...Object.fromEntries(counts) });
  }
  for (const strategy of strategies) {
    const progress: StrategyContext['progress'] = (done, total, what) =>
      context.progress(done, total, `${strategy.name}: ${what}`);
    const watched = trackUse(context.calibration);
    const result = await strategy.apply({
      ...context,
      card,
      model: cloneModel(model),
      calibration: watched.set,
      progress,
    });
    model = result.model;
    contract = result.contract ?? contract;
    card = updateCard(card, result.precision, contract);
    applied.push({
      strategy: strategy.name,
      ...toSnakeCase(result.parameters),
      ...(watched.set !== null && watched.seen() ? { calibration: describeCalibration(watched.set) } : {}),
    });
    notes.push(...result.notes);
  }
  return { model, precision: card.precision, contract, applied, notes };
}

function updateCard(card: ModelCard, precision: string, contract: ChainResult['contract']): ModelCard {
  return { ...card, precision, ...(contract ?? {}) };
}

/** Wraps a calibration set to tell whether a strategy read it: only then the card names it. */
function trackUse(calibration: CalibrationSet | null): { set: CalibrationSet | null; seen: () => boolean } {
  let seen = false;
  if (calibration === null) return { set: null, seen: () => false };
  const frame: CalibrationSet['frame'] = (index) => {
    seen = true;
    return calibration.frame(index);
  };
  const startsSequence: CalibrationSet['startsSequence'] = (index) => calibration.startsSequence(index);
  return { set: { ...calibration, frame, startsSequence }, seen: () => seen };
}

/** Converts keys to the style of the cards: denseSparsity becomes dense_sparsity. */
function toSnakeCase(parameters: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(parameters).map(([key, value]) => [
      key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      value,
    ]),
  );
}

function describeCalibration({ folder, size, labels_sha256 }: CalibrationSet): object {
  return {
    dataset: folder
      .replace(/[/\\]+$/, '')
      .split(/[/\\]/)
      .at(-1),
    pictures: size,
    ...(labels_sha256 === undefined ? {} : { labels_sha256 }),
  };
}
