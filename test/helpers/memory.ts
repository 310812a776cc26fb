import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
// Only contexts made from now on have it.
const collect = runInNewContext('gc') as () => void;

/** Collects all garbage, so that memory is what something still holds.
 *  @returns bytes: `held_bytes` of objects and buffers; `resident_bytes` of the process, with what native code holds */
export async function memoryHeld(): Promise<{ held_bytes: number; resident_bytes: number }> {
  collect();
  // What belongs to a collected object is freed a moment later.
  await delay(20);
  collect();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { held_bytes: heapUsed + external, resident_bytes: rss };
}
