import type { InputContract, ModelCard, OutputContract } from '../../config/model-card';
import { cloneModel, type OnnxModel } from '../../onnx/graph';
import type { AppliedStrategy } from './card-document';
import { foldModel } from './fold';
import { notFloat32 } from './graph/applicable';
import type { CalibrationSet, Strategy, StrategyContext } from './strategy';

/** What came out of a chain of strategies. */
export interface Chained {
  readonly model: OnnxModel;
  readonly precision: string;
  /** Null where it is still the parent's. */
  readonly contract: { readonly input: InputContract; readonly output: OutputContract } | null;
  readonly applied: readonly AppliedStrategy[];
  readonly notes: readonly string[];
}

/** Applies strategies one after the other, each to what the one before gave; a float32 model is folded first. */
export async function chain(strategies: readonly Strategy[], context: StrategyContext): Promise<Chained> {
  let { card } = context;
  let model = cloneModel(context.model);
  let contract: Chained['contract'] = null;
  const applied: AppliedStrategy[] = [];
  const notes: string[] = [];
  if (strategies[0]?.name !== 'fold' && notFloat32(model.graph) === null) {
    const folded = foldModel(model, card.modelFile);
    model = folded.model;
    const counts = Object.entries(folded.counts).filter(([, count]) => count > 0);
    if (counts.length > 0) applied.push({ strategy: 'fold', ...Object.fromEntries(counts) });
  }
  for (const strategy of strategies) {
    const progress: StrategyContext['progress'] = (done, total, what) =>
      context.progress(done, total, `${strategy.name}: ${what}`);
    const watched = watch(context.calibration);
    const result = await strategy.apply({
      ...context,
      card,
      model: cloneModel(model),
      calibration: watched.set,
      progress,
    });
    model = result.model;
    contract = result.contract ?? contract;
    card = withResult(card, result.precision, contract);
    applied.push({
      strategy: strategy.name,
      ...snakeCase(result.parameters),
      ...(watched.set !== null && watched.seen() ? { calibration: calibrationOf(watched.set) } : {}),
    });
    notes.push(...result.notes);
  }
  return { model, precision: card.precision, contract, applied, notes };
}

function withResult(card: ModelCard, precision: string, contract: Chained['contract']): ModelCard {
  return { ...card, precision, ...(contract ?? {}) };
}

/** What a strategy was made with comes from the pictures that it looked at, not from those it was offered. */
function watch(calibration: CalibrationSet | null): { set: CalibrationSet | null; seen: () => boolean } {
  let seen = false;
  if (calibration === null) return { set: null, seen: () => false };
  const frame: CalibrationSet['frame'] = (index) => {
    seen = true;
    return calibration.frame(index);
  };
  const startsSequence: CalibrationSet['startsSequence'] = (index) => calibration.startsSequence(index);
  return { set: { ...calibration, frame, startsSequence }, seen: () => seen };
}

/** Cards have one style of keys: denseSparsity becomes dense_sparsity. */
function snakeCase(parameters: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(parameters).map(([key, value]) => [
      key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      value,
    ]),
  );
}

function calibrationOf({ folder, size, labels_sha256 }: CalibrationSet): object {
  return {
    dataset: folder
      .replace(/[/\\]+$/, '')
      .split(/[/\\]/)
      .at(-1),
    pictures: size,
    ...(labels_sha256 === undefined ? {} : { labels_sha256 }),
  };
}
