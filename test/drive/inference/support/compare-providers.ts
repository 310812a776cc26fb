/**
 * Runs models on the CPU and on another provider, several frames each, in a process of its own: a Vulkan driver
 * is chosen by the environment that a process starts with.
 *
 *     npx jiti test/drive/inference/support/compare-providers.ts PROVIDER MODEL.onnx ...
 */

import { readCard } from '../../../../src/config/model-card';
import type { ModelSession } from '../../../../src/drive/inference/ort-session';
import type { Provider } from '../../../../src/drive/inference/providers';
import { openSession } from '../../../../src/drive/inference/session';
import { messageOf } from '../../../../src/errors';
import { RandomSource } from '../../../../src/support/random';
import { type Comparison, EQUAL_FRAMES, FLOAT32, MOST_FRAMES } from './comparison';

/** Open until the end: with the last one the provider forgets its compiled programs, which models of one shape share. On a
 *  software GPU, compiling them takes most of the time. */
const kept: ModelSession[] = [];

async function compare(provider: Provider, model: string): Promise<Comparison> {
  const card = readCard(model);
  try {
    const sessions = [
      await openSession(card, { provider: 'cpu' }),
      await openSession(card, { provider }),
    ] as const;
    kept.push(...sessions);
    let distance = 0;
    let largest = 0;
    let frames = 0;
    let equalFrames = 0;
    const random = new RandomSource(1, 0);
    for (; frames < MOST_FRAMES && equalFrames < EQUAL_FRAMES; frames++) {
      const range = card.input.type === 'uint8' ? 255 : 1;
      const input = sessions[0].input.map(() => range * random.next());
      const outputs: number[][] = [];
      for (const session of sessions) {
        session.input.set(input);
        await session.run();
        outputs.push([...session.output]);
      }
      const [expected, found] = outputs as [number[], number[]];
      const apart = Math.max(...expected.map((value, i) => Math.abs(value - found[i]!)));
      const most = Math.max(...expected.map(Math.abs));
      if (apart <= FLOAT32 * most) equalFrames++;
      distance = Math.max(distance, apart);
      largest = Math.max(largest, most);
    }
    return { model, provider: sessions[1].provider, error: null, equalFrames, distance, largest };
  } catch (error) {
    return {
      model,
      provider: null,
      error: messageOf(error),
      equalFrames: 0,
      distance: 0,
      largest: 0,
    };
  }
}

async function main(): Promise<void> {
  const [provider, ...models] = process.argv.slice(2);
  for (const model of models) {
    process.stdout.write(`${JSON.stringify(await compare(provider as Provider, model))}\n`);
  }
  for (const session of kept) await session.close();
  // Dawn's threads do not let a process end by itself.
  process.exit(0);
}

void main();
