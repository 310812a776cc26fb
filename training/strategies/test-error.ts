/**
 * Measures a model's errors on frames of generate-frames.ts, with onnxruntime, in the units of training.json:
 *
 *     npx jiti training/strategies/test-error.ts --model models/pilotnet_qat.onnx --test training/data/test-base-3000-1 --card
 */
import { program, runProgram } from '../../scripts/support/program';
import { measureTestError, writeTestError } from './frame-error';

void runProgram(
  program(
    'npx jiti training/strategies/test-error.ts',
    "Measures a model's errors on frames of training/generate-frames.ts.",
  )
    .requiredOption('--model <file>', 'the .onnx file')
    .requiredOption('--test <folder>', 'frames that no training saw')
    .option('--card', "write them into the model's card", false)
    .action(async ({ model, test, card }: { model: string; test: string; card: boolean }) => {
      const error = await measureTestError(model, test);
      if (card) writeTestError(model, error);
      process.stdout.write(`${JSON.stringify(error)}\n`);
    }),
);
