/**
 * Holds a converted model against answers of the original:
 *
 *     npx jiti training/convert-check.ts MODEL.onnx ANSWERS.json     # [{image: numbers, command: [v, w]}, ...]
 *
 * Model and card are loaded as the node loads them. Exit code 1 with one line when they differ.
 */
import { readFileSync } from 'node:fs';
import { readCard } from '../src/config/model-card';
import { openSession } from '../src/drive/inference/session';
import { ConfigurationError, ModelError, messageOf } from '../src/errors';

interface Answer {
  readonly image: number[];
  readonly command: [number, number];
}

/** Of the outputs as the network gives them: float32 sums in another order differ by far less. */
const LARGEST_DIFFERENCE = 1e-4;

async function main(): Promise<void> {
  const [model, file] = process.argv.slice(2);
  if (!model || !file) throw new ConfigurationError('which model and which answers?');
  const session = await openSession(readCard(model), { provider: 'cpu', threads: 1 });
  for (const [picture, { image, command }] of (
    JSON.parse(readFileSync(file, 'utf8')) as Answer[]
  ).entries()) {
    (session.input as Float32Array).set(image);
    await session.run();
    for (const [i, wanted] of command.entries()) {
      const given = session.output[i]!;
      if (Math.abs(given - wanted) <= LARGEST_DIFFERENCE * Math.max(1, Math.abs(wanted))) continue;
      throw new ModelError(
        `the converted model answers picture ${picture} with ${given} where PyTorch answers ${wanted} (output ${i})`,
      );
    }
  }
  await session.close();
}

main().catch((error: unknown) => {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
});
