/**
 * Runs models on the CPU and on another provider, several frames each, in a process of its own: a Vulkan driver
 * is chosen by the environment that a process starts with.
 *
 *     npx jiti test/drive/inference/support/compare-providers.ts PROVIDER MODEL.onnx ...
 */

import { readCard } from '../../../../src/config/model-card';
import type { Provider } from '../../../../src/drive/inference/providers';
import { openSession } from '../../../../src/drive/inference/session';
import { messageOf } from '../../../../src/errors';
import { RandomSource } from '../../../../src/support/random';

/** One JSON line a model. */
export interface Comparison {
  readonly model: string;
  /** What the session says it ran on. */
  readonly provider: string | null;
  readonly error: string | null;
  /** Largest |difference| of an output over all frames, and the largest |output| of the CPU. */
  readonly distance: number;
  readonly largest: number;
}

const FRAMES = 2;

async function compare(provider: Provider, model: string): Promise<Comparison> {
  const card = readCard(model);
  try {
    const sessions = [
      await openSession(card, { provider: 'cpu' }),
      await openSession(card, { provider }),
    ] as const;
    let distance = 0;
    let largest = 0;
    const random = new RandomSource(1, 0);
    for (let frame = 0; frame < FRAMES; frame++) {
      const range = card.input.type === 'uint8' ? 255 : 1;
      const input = sessions[0].input.map(() => range * random.next());
      const outputs: number[][] = [];
      for (const session of sessions) {
        session.input.set(input);
        await session.run();
        outputs.push([...session.output]);
      }
      const [expected, found] = outputs as [number[], number[]];
      distance = Math.max(distance, ...expected.map((value, i) => Math.abs(value - found[i]!)));
      largest = Math.max(largest, ...expected.map(Math.abs));
    }
    for (const session of sessions) await session.close();
    return { model, provider: sessions[1].provider, error: null, distance, largest };
  } catch (error) {
    return { model, provider: null, error: messageOf(error), distance: 0, largest: 0 };
  }
}

async function main(): Promise<void> {
  const [provider, ...models] = process.argv.slice(2);
  for (const model of models) {
    process.stdout.write(`${JSON.stringify(await compare(provider as Provider, model))}\n`);
  }
  // Dawn's threads do not let a process end by itself.
  process.exit(0);
}

void main();
