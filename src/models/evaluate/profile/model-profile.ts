import type { NodeTimes } from '../../../drive/inference/profile';
import { median } from '../../../support/statistics';
import type { FileLayer } from './file-layers';
import { findKind, isLayerKind, type OperatorKind } from './operator-kinds';

/** All nodes of one operator. */
export interface OperatorProfile {
  readonly operator: string;
  readonly kind: OperatorKind;
  readonly nodes: number;
  /** Sum of the medians of its nodes, for one inference. */
  readonly time_us: number;
}

/** A layer of the file, and what ran for it. */
export interface LayerProfile {
  readonly layer: string;
  /** Name of its node in the file, which optimizations keep. */
  readonly node: string;
  /** Whether its weights are integers in the file. */
  readonly quantized: boolean;
  readonly operator: string;
  readonly kind: OperatorKind;
  readonly time_us: number;
}

/** Where the time of one model goes. */
export interface ModelProfile {
  readonly model: string;
  /** Null where it did not run. */
  readonly provider: string | null;
  /** The model of the same evaluation that it is compared with; null for none. */
  readonly before: string | null;
  /** Number of inferences that the medians are of. */
  readonly inferences: number;
  /** Sum of all operators. */
  readonly time_us: number;
  /** Longest first. */
  readonly operators: readonly OperatorProfile[];
  /** In the order of the file; those that onnxruntime merged into others are missing. */
  readonly layers: readonly LayerProfile[];
  /** Whether its integer kernels are the exact ones, because the fast ones saturate on this processor. */
  readonly exact_integers: boolean;
  /** Why there are no times; else null. */
  readonly reason: string | null;
}

type Found = Pick<ModelProfile, 'inferences' | 'time_us' | 'operators' | 'layers'>;

/** @param inferences the last ones count; those before were warm-up */
export function buildProfile(
  nodes: readonly NodeTimes[],
  layers: readonly FileLayer[],
  inferences: number,
): Found {
  const timed = nodes.map(({ name, operator, times_us }) => ({
    name,
    operator,
    kind: findKind(operator),
    time_us: median(times_us.slice(-inferences)) ?? 0,
  }));
  const operators = new Map<string, OperatorProfile>();
  for (const { operator, kind, time_us } of timed) {
    const sum = operators.get(operator) ?? { operator, kind, nodes: 0, time_us: 0 };
    operators.set(operator, { ...sum, nodes: sum.nodes + 1, time_us: sum.time_us + time_us });
  }
  const ran = timed.filter(({ kind }) => isLayerKind(kind));
  return {
    inferences,
    time_us: timed.reduce((sum, { time_us }) => sum + time_us, 0),
    operators: [...operators.values()].sort((a, b) => b.time_us - a.time_us),
    layers: layers.flatMap(({ layer, node, quantized, aliases }) => {
      const found = ran.find(({ name }) => aliases.includes(bareName(name)));
      if (found === undefined) return [];
      const { operator, kind, time_us } = found;
      return [{ layer, node, quantized, operator, kind, time_us }];
    }),
  };
}

/** The name without what onnxruntime 1.30 adds where it fuses nodes or changes their layout. */
function bareName(name: string): string {
  return name.replace(/^fused /, '').replace(/(_token_\d+|_nchwc|_nhwc|_quant|\/MatMulAddFusion)+$/, '');
}
