/**
 * Writes what the Python side needs of a model's card as JSON:
 *
 *     npx jiti training/strategies/describe.ts --model models/pilotnet.onnx --out parent.json
 */
import { writeFileSync } from 'node:fs';
import { program, runProgram } from '../../scripts/support/program';
import { readCard } from '../../src/config/model-card';
import { ModelError } from '../../src/errors';
import { readModel } from '../../src/onnx/file';
import { viewNameOf } from '../views';

/** @throws ModelError for weights that cannot be trained on: the network would only be found out after its drives */
function checkWeights(modelFile: string): void {
  for (const [name, { data }] of readModel(modelFile).graph.initializers) {
    if (data instanceof Float32Array && !data.every(Number.isFinite))
      throw new ModelError(`${modelFile}: '${name}' holds values that are no finite numbers`);
  }
}

function describe({ model, out }: { model: string; out: string }): void {
  const card = readCard(model);
  if (card.precision !== 'fp32') {
    throw new ModelError(`${card.cardFile}: precision is ${card.precision}; strategies start from fp32`);
  }
  checkWeights(card.modelFile);
  const { name, modelFile, sha256, input, output, document } = card;
  const description = {
    name,
    modelFile,
    sha256,
    view: viewNameOf(card),
    architecture: document.architecture ?? name,
    optimization: document.optimization ?? [],
    contract: { input, output },
  };
  writeFileSync(out, `${JSON.stringify(description, null, 2)}\n`);
}

void runProgram(
  program(
    'npx jiti training/strategies/describe.ts',
    "Writes what the Python side needs of a model's card as JSON.",
  )
    .requiredOption('--model <file>', 'the .onnx file')
    .requiredOption('--out <file>', 'the JSON file to write')
    .action(describe),
);
