import type { ModelCard } from '../config/model-card';
import { ModelError, messageOf } from '../errors';
import { nodeLabel, type OnnxModel, type OnnxNode } from '../onnx/graph';
import { analyse, type StaticAnalysis } from '../onnx/shapes';
import type { RuleContext } from '../onnx/shapes/rules';
import { countElements } from '../onnx/tensor';
import type { Move } from './plane';
import { followSpace, isConvolution, type Passage, type Space } from './space';

/** A graph in which the image cannot be followed through convolutions to the command. The message is the reason. */
export class UnfollowableGraph extends Error {}

/** From a node's output back to one of its inputs. */
export interface Step {
  readonly from: string;
  readonly to: string;
  readonly rows: Move;
  readonly columns: Move;
  /** Whether the node is a convolution or a pool, whose input is weighted with what it contains. */
  readonly isWindow: boolean;
}

/** A value of the graph whose mean over the channels is needed. */
export interface Feature {
  readonly value: string;
  readonly dims: readonly number[];
  readonly space: Space;
}

/** How to go back from the last convolutions of a network to its image. */
export interface BackPropPlan {
  /** In the order in which they are taken; all steps from a value come after all steps to it. */
  readonly steps: readonly Step[];
  /** Inputs of the convolutions and pools behind the first convolution, and `ends`. */
  readonly features: ReadonlyMap<string, Feature>;
  /** The values where rows and columns end, as in a dense layer: where the way back begins. */
  readonly ends: readonly string[];
  /** Rows and columns of every value on the way, and of the image. */
  readonly sizes: ReadonlyMap<string, { readonly width: number; readonly height: number }>;
}

/**
 * Plans VisualBackProp (Bojarski et al., https://arxiv.org/abs/1611.05418) for a graph of any shape.
 * @param model with the fixed input shape of its card
 * @throws UnfollowableGraph when the graph has no convolution, or does more with the image than convolve it
 */
export function planBackProp(model: OnnxModel, card: ModelCard): BackPropPlan {
  let analysis: StaticAnalysis;
  try {
    analysis = analyse(model, card.modelFile);
  } catch (error) {
    if (error instanceof ModelError) throw new UnfollowableGraph(messageOf(error), { cause: error });
    throw error;
  }
  const { input, states } = card;
  const found = analysis.values.get(input.name);
  const fits = found?.type === input.type && input.shape.every((size, axis) => size === found.dims[axis]);
  if (!fits || model.graph.inputs.length !== 1 + states.length) {
    throw new UnfollowableGraph('its inputs are not those of its card');
  }
  return new Planner(model, card, analysis).plan();
}

/** Which inputs of a product are its matrices; the others are scales and zero points. */
const MATRICES: Readonly<Record<string, readonly number[]>> = {
  MatMul: [0, 1],
  MatMulInteger: [0, 1],
  QLinearMatMul: [0, 3],
};

class Planner {
  /** Values that depend on the image, and those behind a convolution. */
  readonly #seen = new Set<string>();
  readonly #deep = new Set<string>();
  readonly #spaces = new Map<string, Space>();
  readonly #passages = new Map<OnnxNode, { readonly input: string; readonly passage: Passage }[]>();
  readonly #needed: ReadonlySet<OnnxNode>;

  constructor(
    private readonly model: OnnxModel,
    private readonly card: ModelCard,
    private readonly analysis: StaticAnalysis,
  ) {
    this.#needed = findNeeded(model, card.output.name);
  }

  plan(): BackPropPlan {
    const { input } = this.card;
    this.#seen.add(input.name);
    this.#spaces.set(input.name, {
      ...(input.layout === 'NCHW' ? { rows: 2, columns: 3 } : { rows: 1, columns: 2 }),
      time: null,
    });
    for (const node of this.model.graph.nodes) if (this.#needed.has(node)) this.follow(node);
    return this.goBack();
  }

  /** Follows the image forwards through a node. */
  private follow(node: OnnxNode): void {
    const isConstant = node.outputs.every((name) => name === '' || this.analysis.constants.has(name));
    if (isConstant || !node.inputs.some((name) => this.#seen.has(name))) return;
    const passages = node.inputs.flatMap((name, index) => this.passagesOf(node, name, index));
    this.checkEnd(node, passages.length > 0);
    this.#passages.set(node, passages);
    const deep = isConvolution(node) || node.inputs.some((name) => this.#deep.has(name));
    for (const [i, output] of node.outputs.entries()) {
      this.#seen.add(output);
      if (deep) this.#deep.add(output);
      const space = passages.map(({ passage }) => passage.spaces[i]).find((found) => found);
      if (space) this.#spaces.set(output, space);
    }
  }

  private passagesOf(node: OnnxNode, input: string, index: number) {
    const space = this.#spaces.get(input);
    if (!space) return [];
    const passage = followSpace({
      context: this.contextOf(node),
      input: index,
      space,
      from: this.dims(input),
      outputs: node.outputs.map((name) => this.analysis.values.get(name) ?? null),
      frames: this.card.input.frames,
    });
    return passage === null ? [] : [{ input, passage }];
  }

  private contextOf(node: OnnxNode): RuleContext {
    const { values, constants } = this.analysis;
    return {
      node,
      opset: this.model.opsets.get('') ?? 0,
      inputs: node.inputs.map((name) => values.get(name) ?? null),
      constant: (index) => constants.get(node.inputs[index] ?? '') ?? null,
    };
  }

  /** A convolution over what is no longer known as rows and columns, or a product of two computed values, mixes places
   *  in a way that cannot be gone back. */
  private checkEnd(node: OnnxNode, isFollowed: boolean): void {
    const matrices = MATRICES[node.opType] ?? [];
    if (matrices.length > 0 && matrices.every((index) => this.#seen.has(node.inputs[index]!))) {
      throw new UnfollowableGraph(
        `node ${nodeLabel(node)} multiplies two computed matrices, as attention does`,
      );
    }
    if (isFollowed || !isConvolution(node)) return;
    const isDense = countElements(this.dims(node.inputs[0]!).slice(2)) === 1;
    if (!isDense) {
      throw new UnfollowableGraph(
        `node ${nodeLabel(node)} (${node.opType}) works on more than rows and columns of the image`,
      );
    }
  }

  private goBack(): BackPropPlan {
    const steps: Step[] = [];
    const ends: string[] = [];
    const onTheWay = new Set<string>();
    for (const node of [...this.model.graph.nodes].reverse()) {
      for (const { input, passage } of this.#passages.get(node) ?? []) {
        const { rows, columns, kind } = passage;
        for (const [i, from] of node.outputs.entries()) {
          if (!passage.spaces[i] || !this.#needed.has(node)) continue;
          if (!onTheWay.has(from) && !this.isEnd(from)) continue;
          if (!onTheWay.has(from)) ends.push(from);
          onTheWay.add(from);
          onTheWay.add(input);
          steps.push({ from, to: input, rows, columns, isWindow: kind !== 'other' });
        }
      }
    }
    if (!steps.some(({ to }) => to === this.card.input.name)) {
      throw new UnfollowableGraph('no convolution lies between the image and the command');
    }
    return { steps, ends, features: this.featuresOf(steps, ends), sizes: this.sizesOf(onTheWay) };
  }

  /** Whether nodes read a value behind a convolution, and none of them passes rows and columns on. */
  private isEnd(value: string): boolean {
    if (!this.#deep.has(value)) return false;
    const readers = this.model.graph.consumers(value).filter((node) => this.#needed.has(node));
    return readers.some((node) => this.#passages.has(node)) || this.card.output.name === value;
  }

  private featuresOf(steps: readonly Step[], ends: readonly string[]): Map<string, Feature> {
    const windows = steps.filter(({ to, isWindow }) => isWindow && this.#deep.has(to)).map(({ to }) => to);
    return new Map(
      [...windows, ...ends].map((value) => [
        value,
        { value, dims: this.dims(value), space: this.#spaces.get(value)! },
      ]),
    );
  }

  private sizesOf(values: Iterable<string>) {
    return new Map(
      [...values].map((value) => {
        const { rows, columns } = this.#spaces.get(value)!;
        const dims = this.dims(value);
        return [value, { width: dims[columns]!, height: dims[rows]! }] as const;
      }),
    );
  }

  private dims(value: string): readonly number[] {
    return this.analysis.values.get(value)!.dims;
  }
}

/** The nodes that the command depends on. */
function findNeeded({ graph }: OnnxModel, output: string): Set<OnnxNode> {
  const values = new Set([output]);
  const nodes = new Set<OnnxNode>();
  for (const node of [...graph.nodes].reverse()) {
    if (!node.outputs.some((name) => values.has(name))) continue;
    nodes.add(node);
    for (const name of node.inputs) values.add(name);
  }
  return nodes;
}
