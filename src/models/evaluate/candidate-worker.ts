import { closeSync, openSync, readSync } from 'node:fs';
import { readCard } from '../../config/model-card';
import { NetworkBrain } from '../../drive/brains/network';
import { messageOf } from '../../errors';
import type { Frame } from '../../types';
import { peakMemory_bytes } from './memory';
import type { FramePlace, FromCandidate, ToCandidate, Turn } from './messages';

/** Images read ahead of the decisions: 7 MB, so that each image is in memory, as in the node, and not in the
 *  fastest CPU cache. */
const READ_AHEAD = 8;

/** The process of one model: opens it and decides on images in its turns. */
class Worker {
  private brain: NetworkBrain | null = null;
  private readonly buffers = Array.from({ length: READ_AHEAD }, () => new Uint8Array(0));

  async answer(message: ToCandidate): Promise<FromCandidate> {
    switch (message.type) {
      case 'open': {
        const bare_runtime_memory_bytes = peakMemory_bytes();
        const card = readCard(message.modelFile);
        const { provider, threads, profileFolder } = message;
        this.brain = await NetworkBrain.open(card.name, card, { provider, threads, profileFolder });
        await this.brain.warmUp();
        return { type: 'opened', provider: this.brain.provider, bare_runtime_memory_bytes };
      }
      case 'warm_up': {
        const [frame] = readFrames(message.file, [message.frame], this.buffers);
        for (let i = 0; i < message.decisions; i++) await this.opened.decide(frame!);
        this.opened.reset();
        return { type: 'warm' };
      }
      case 'turn':
        return { type: 'turn', ...(await this.turn(message.file, message.frames, message.settling)) };
      case 'end': {
        const peak_memory_bytes = peakMemory_bytes();
        await this.brain?.close();
        return { type: 'ended', peak_memory_bytes };
      }
    }
  }

  private get opened(): NetworkBrain {
    if (this.brain === null) throw new Error('no model is open');
    return this.brain;
  }

  private async turn(file: string, places: readonly FramePlace[], settling: number): Promise<Turn> {
    const brain = this.opened;
    const v_mps = new Float64Array(places.length);
    const w_radps = new Float64Array(places.length);
    const inference_ms = new Float64Array(places.length);
    const step_ms = new Float64Array(places.length);
    for (let first = 0; first < places.length; first += READ_AHEAD) {
      const group = places.slice(first, first + READ_AHEAD);
      const frames = readFrames(file, group, this.buffers);
      for (const [k, frame] of frames.entries()) {
        const i = first + k;
        if (group[k]!.starts) brain.reset();
        const start = performance.now();
        const output = await brain.decide(frame);
        step_ms[i] = performance.now() - start;
        inference_ms[i] = output.inference_ms!;
        v_mps[i] = output.v_mps;
        w_radps[i] = output.w_radps;
      }
    }
    return {
      v_mps,
      w_radps,
      inference_ms: inference_ms.slice(settling),
      step_ms: step_ms.slice(settling),
    };
  }
}

/** @param buffers at least one per frame; enlarged if too small, and reused */
function readFrames(file: string, places: readonly FramePlace[], buffers: Uint8Array[]): Frame[] {
  const handle = openSync(file, 'r');
  try {
    return places.map(({ offset, bytes, starts: _, ...format }, i) => {
      if (buffers[i]!.length < bytes) buffers[i] = new Uint8Array(bytes);
      const data = buffers[i]!.subarray(0, bytes);
      const read = readSync(handle, data, 0, bytes, offset);
      if (read !== bytes) throw new Error(`${file}: is ${bytes - read} bytes too short`);
      // Without a stamp the brain resets only where we call reset.
      return { ...format, data, sequence: i, stamp: null, arrival_ms: performance.now() };
    });
  } finally {
    closeSync(handle);
  }
}

const worker = new Worker();
process.on('message', (message: ToCandidate) => {
  worker
    .answer(message)
    .catch(
      (error: unknown): FromCandidate => ({
        type: 'failed',
        errorName: error instanceof Error ? error.name : 'Error',
        message: messageOf(error),
      }),
    )
    .then((answer) => process.send!(answer));
});
// The parent process is gone.
process.on('disconnect', () => process.exit(0));
