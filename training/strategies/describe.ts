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

/** Fewer zeros than this come of rounding to int8, not of pruning. */
const SPARSE = 0.1;

/** @throws ModelError for weights that cannot be trained on: the network would only be found out after its drives */
function checkWeights(modelFile: string): void {
  for (const [name, { data }] of readModel(modelFile).graph.initializers) {
    if (data instanceof Float32Array && !data.every(Number.isFinite))
      throw new ModelError(`${modelFile}: '${name}' holds values that are no finite numbers`);
  }
}

/** @throws ModelError for a model whose weights were not pruned */
function checkZeros(modelFile: string): void {
  const weights = [...readModel(modelFile).graph.initializers.values()].flatMap(({ data }) =>
    data instanceof Float32Array ? [data] : [],
  );
  const count = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
  const zeros = count(weights.map((values) => values.filter((value) => value === 0).length));
  if (zeros < SPARSE * count(weights.map((values) => values.length)))
    throw new ModelError(
      `${modelFile}: has hardly any zeros; --pruned is for models that were pruned before`,
    );
}

function describe({ model, out, pruned }: { model: string; out: string; pruned: boolean }): void {
  const card = readCard(model);
  if (card.precision !== 'fp32') {
    throw new ModelError(`${card.cardFile}: precision is ${card.precision}; strategies start from fp32`);
  }
  checkWeights(card.modelFile);
  if (pruned) checkZeros(card.modelFile);
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
    .option('--pruned', 'the model has to hold zeros of a pruning', false)
    .action(describe),
);
