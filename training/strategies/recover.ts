/**
 * Recovers the fp32 model and the weight scales from the int8 model that was written of them:
 *
 *     npx jiti training/strategies/recover.ts --int8 models/pilotnet_qat.onnx --parent models/pilotnet.onnx --out FOLDER
 *
 * Written are NAME.onnx, its card and ranges.json, for `f1-brain optimize NAME.onnx --weight-scales ranges.json`. The
 * weights are those of the training to the bit; biases are rounded to the steps of the int8 model.
 */
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import { program, runProgram } from '../../scripts/support/program';
import { readCard } from '../../src/config/model-card';
import { ModelError } from '../../src/errors';
import { placeFiles } from '../../src/models/optimize/place-files';
import { RANGES_FORMAT } from '../../src/models/optimize/quantize/ranges-file';
import { encodeModel, readModel } from '../../src/onnx/file';
import type { OnnxGraph, TensorValue } from '../../src/onnx/graph';
import { createFloat32Tensor } from '../../src/onnx/tensor';

interface Options {
  readonly int8: string;
  readonly parent: string;
  readonly out: string;
}

function recover({ int8, parent, out }: Options): void {
  const { document, modelFile, sha256 } = readCard(int8);
  const quantized = readModel(modelFile).graph;
  const model = readModel(parent);
  const layers: Record<string, object> = {};
  for (const [name, { dims }] of model.graph.initializers) {
    const { values, scales } = dequantize(quantized, name, dims, int8);
    model.graph.initializers.set(name, createFloat32Tensor(dims, values));
    if (name.endsWith('.weight')) layers[name.slice(0, -'.weight'.length)] = { weight_scales: [...scales] };
  }
  const { name } = document.parent as { name: string };
  const content = encodeModel(model);
  const card = {
    name,
    file: `${name}.onnx`,
    sha256: createHash('sha256').update(content).digest('hex'),
    architecture: document.architecture,
    precision: 'fp32',
    contract: document.contract,
    parent: { name: document.name, sha256 },
    // The last step wrote the int8 model.
    optimization: (document.optimization as object[]).slice(0, -1),
  };
  mkdirSync(out, { recursive: true });
  placeFiles([
    { file: path.join(out, card.file), content },
    { file: path.join(out, `${name}.card.yml`), content: stringify(card) },
    {
      file: path.join(out, 'ranges.json'),
      content: `${JSON.stringify({ format: RANGES_FORMAT, layers }, null, 2)}\n`,
    },
  ]);
}

/** A tensor of the fp32 model as the int8 model holds it. @throws ModelError when it does not */
function dequantize(
  graph: OnnxGraph,
  name: string,
  dims: readonly number[],
  file: string,
): { readonly values: Float32Array; readonly scales: Float32Array } {
  const tensor = (suffix: string): TensorValue => {
    const found = graph.initializers.get(`${name}_${suffix}`);
    if (found === undefined) {
      throw new ModelError(
        `${file}: holds no '${name}_${suffix}'; it was not written of this parent by static`,
      );
    }
    return found;
  };
  const { data, dims: own } = tensor('quantized');
  if (`${own}` !== `${dims}`)
    throw new ModelError(`${file}: '${name}' is ${own}, that of the parent ${dims}`);
  const scales = tensor('scale').data as Float32Array;
  const perOutput = data.length / scales.length;
  const values = Float32Array.from(data as Int8Array | Int32Array, (steps, i) => {
    return steps * scales[Math.floor(i / perOutput)]!;
  });
  return { values, scales };
}

void runProgram(
  program(
    'npx jiti training/strategies/recover.ts',
    'Recovers the fp32 model and the weight scales from an int8 model.',
  )
    .requiredOption('--int8 <file>', 'the .onnx file of a static int8 model, with its card')
    .requiredOption('--parent <file>', 'the fp32 .onnx file that training started from')
    .requiredOption('--out <folder>', 'where to write the fp32 model, its card and ranges.json')
    .action(recover),
);
