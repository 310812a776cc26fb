import type { InputContract, ModelCard, OutputContract } from '../inference/card';
import { cloneModel, type OnnxModel } from '../onnx/graph';
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
    const result = await strategy.apply({ ...context, card, model: cloneModel(model), progress });
    model = result.model;
    contract = result.contract ?? contract;
    card = withResult(card, result.precision, contract);
    applied.push({
      strategy: strategy.name,
      ...result.parameters,
      ...(strategy.needsCalibration && context.calibration
        ? { calibration: calibrationOf(context.calibration) }
        : {}),
    });
    notes.push(...result.notes);
  }
  return { model, precision: card.precision, contract, applied, notes };
}

function withResult(card: ModelCard, precision: string, contract: Chained['contract']): ModelCard {
  return { ...card, precision, ...(contract ?? {}) };
}

function calibrationOf({ folder, size }: CalibrationSet): object {
  return {
    dataset: folder
      .replace(/[/\\]+$/, '')
      .split(/[/\\]/)
      .at(-1),
    pictures: size,
  };
}
