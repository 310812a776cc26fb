import type { LayerProfile, ModelProfile } from './model-profile';

/** A layer in two models. */
export interface LayerPair {
  readonly layer: string;
  readonly before: LayerProfile;
  readonly after: LayerProfile;
}

/** Less than this share of the time of all operators is not worth a word. */
const LEAST_SHARE = 0.02;

const EXACT_KERNELS =
  'The fast ones saturate on this processor, so the exact, slower ones ran; weights of seven bits ' +
  '(optimize --reduce-range) keep the fast ones.';

export function pairLayers(before: ModelProfile, after: ModelProfile): LayerPair[] {
  return after.layers.flatMap((layer) => {
    const other = before.layers.find(({ node }) => node === layer.node);
    return other === undefined ? [] : [{ layer: layer.layer, before: other, after: layer }];
  });
}

/** Says what of its times makes a model faster or slower than the one before, a sentence each. */
export function explainProfile(after: ModelProfile, before: ModelProfile): string[] {
  const speed = before.time_us / after.time_us;
  const head =
    `${after.model}: its operators take ${ms(after.time_us)} ms, those of ${before.model} ${ms(before.time_us)} ms: ` +
    `speed-up ${speed.toFixed(2)}.`;
  return [head, ...describeKernels(after), ...describeChanges(after, before)];
}

/** Which layers of a quantized model ran in integer kernels, and which did not, whether or not that was wanted. */
function describeKernels({ layers, exact_integers }: ModelProfile): string[] {
  const quantized = layers.filter((layer) => layer.quantized);
  if (quantized.length === 0) return [];
  const fell = quantized.filter(({ kind }) => kind === 'float');
  const float = layers.filter((layer) => !layer.quantized && layer.kind === 'float');
  const integers = quantized.length - fell.length;
  return [
    `${integers} of ${quantized.length} layers with integer weights ran in integer kernels.`,
    ...(exact_integers && integers > 0 ? [EXACT_KERNELS] : []),
    ...(fell.length === 0 ? [] : [`Fell out of them and ran in float: ${listLayers(fell)}.`]),
    ...(float.length === 0 ? [] : [`In float by the file: ${listLayers(float)}.`]),
  ];
}

function listLayers(layers: readonly LayerProfile[]): string {
  return layers.map(({ layer, operator, time_us }) => `${layer} (${operator}, ${ms(time_us)} ms)`).join(', ');
}

interface Change {
  readonly what: string;
  /** Positive: slower than before. */
  readonly change_us: number;
}

/** What is faster and what slower than before, the largest first. */
function describeChanges(after: ModelProfile, before: ModelProfile): string[] {
  const pairs = pairLayers(before, after);
  const operators = (kind: string, what: string): Change => ({
    what,
    change_us: timeOf(after, kind) - timeOf(before, kind),
  });
  const changes: Change[] = [
    ...pairs.map(({ layer, before: one, after: other }) => ({
      what: `${layer} (${other.operator === one.operator ? one.operator : `${other.operator} in place of ${one.operator}`})`,
      change_us: other.time_us - one.time_us,
    })),
    operators('conversion', 'quantizing and dequantizing'),
    operators('layout', 'reordering tensors'),
    operators('other', 'other operators'),
  ];
  const least_us = LEAST_SHARE * Math.max(after.time_us, before.time_us);
  const told = changes.filter(({ change_us }) => Math.abs(change_us) >= least_us);
  const list = (some: readonly Change[]) =>
    [...some]
      .sort((a, b) => Math.abs(b.change_us) - Math.abs(a.change_us))
      .map(({ what, change_us }) => `${what} ${ms(Math.abs(change_us))} ms`)
      .join(', ');
  const faster = told.filter(({ change_us }) => change_us < 0);
  const slower = told.filter(({ change_us }) => change_us > 0);
  return [
    faster.length === 0 ? 'Nothing gained time.' : `Gained: ${list(faster)}.`,
    slower.length === 0 ? 'Nothing lost time.' : `Lost: ${list(slower)}.`,
  ];
}

function timeOf({ operators }: ModelProfile, kind: string): number {
  return operators.reduce((sum, one) => sum + (one.kind === kind ? one.time_us : 0), 0);
}

/** Milliseconds with three decimals, so that the microseconds of the profile are there. */
export function ms(time_us: number): string {
  return (time_us / 1000).toFixed(3);
}
