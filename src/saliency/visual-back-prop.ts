import type { ModelCard } from '../config/model-card';
import { openModelProbe, type Probe, type ProbeData } from '../drive/inference/probe';
import { cloneModel, type OnnxModel } from '../onnx/graph';
import { inferShapes } from '../onnx/shapes';
import { addMeans, type MeanOutput, readMean } from './features';
import { type BackPropPlan, planBackProp } from './plan';
import { add, createPlane, multiply, type Plane, scaleToOne, spread } from './plane';

/** A network with the means of its layers as additional outputs. */
export class VisualBackProp {
  private constructor(
    private readonly card: ModelCard,
    private readonly plan: BackPropPlan,
    private readonly means: readonly MeanOutput[],
    private readonly probe: Probe,
  ) {}

  /** @throws UnfollowableGraph, ModelError */
  static async open(model: OnnxModel, card: ModelCard): Promise<VisualBackProp> {
    const plan = planBackProp(model, card);
    const extended = cloneModel(model);
    const shapes = inferShapes(model, card.modelFile);
    const means = addMeans(extended, shapes, plan.features.values(), card.input.frames);
    const names = means.map(({ name }) => name);
    const probe = await openModelProbe(extended, card.modelFile, names, { optimisation: 'all' });
    return new VisualBackProp(card, plan, means, probe);
  }

  /** Runs the network. @returns all of its outputs */
  run(feeds: ReadonlyMap<string, Float32Array | Uint8Array>): Promise<Map<string, ProbeData>> {
    return this.probe.run(feeds);
  }

  /** The map of the image by what `run` returned: not negative, its largest value 1, or all 0. */
  map(results: ReadonlyMap<string, ProbeData>): Plane {
    const { frames, order, name } = this.card.input;
    const features = new Map(
      this.means.map((mean) => [
        mean.feature.value,
        scaleToOne(readMean(mean, results.get(mean.name) as Float32Array, frames, order)),
      ]),
    );
    return goBack(this.plan, features, name);
  }

  close(): Promise<void> {
    return this.probe.close();
  }
}

/** Multiplies the means downwards from the ends to the image. */
function goBack(plan: BackPropPlan, features: ReadonlyMap<string, Plane>, image: string): Plane {
  const maps = new Map<string, Plane>(plan.ends.map((value) => [value, features.get(value)!]));
  for (const { from, to, rows, columns, isWindow } of plan.steps) {
    let map = spread(maps.get(from)!, rows, columns, plan.sizes.get(to)!);
    const feature = isWindow ? features.get(to) : undefined;
    if (feature) map = multiply(map, feature);
    // Products of many layers would leave the range of float32.
    if (isWindow) map = scaleToOne(map);
    const before = maps.get(to);
    maps.set(to, before ? add(before, map) : map);
  }
  const { width, height } = plan.sizes.get(image)!;
  return scaleToOne(maps.get(image) ?? createPlane(width, height));
}
