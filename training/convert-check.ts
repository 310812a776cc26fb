/**
 * Compares a converted model with answers of the original: `npx jiti training/convert-check.ts --help`. Model and card
 * are loaded as the node loads them. Exit code 1 with one line when they differ.
 */
import { readFileSync } from 'node:fs';
import { program, runProgram } from '../scripts/support/program';
import { readCard } from '../src/config/model-card';
import { openSession } from '../src/drive/inference/session';
import { ModelError } from '../src/errors';

interface Answer {
  readonly image: number[];
  readonly command: [number, number];
}

/** Of the outputs as the network gives them: float32 sums in another order differ by far less. */
const LARGEST_DIFFERENCE = 1e-4;

async function check(model: string, file: string): Promise<void> {
  const session = await openSession(readCard(model), { provider: 'cpu', threads: 1 });
  const answers = JSON.parse(readFileSync(file, 'utf8')) as Answer[];
  for (const [i, { image, command }] of answers.entries()) {
    (session.input as Float32Array).set(image);
    await session.run();
    for (const [output, wanted] of command.entries()) {
      const given = session.output[output]!;
      if (Math.abs(given - wanted) <= LARGEST_DIFFERENCE * Math.max(1, Math.abs(wanted))) continue;
      throw new ModelError(
        `the converted model answers image ${i} with ${given} where PyTorch answers ${wanted} (output ${output})`,
      );
    }
  }
  await session.close();
}

void runProgram(
  program('npx jiti training/convert-check.ts', 'Compares a converted model with answers of the original.')
    .argument('<model>', 'the .onnx file')
    .argument('<answers>', 'JSON: [{image: numbers, command: [v, w]}, ...]')
    .action(check),
);
