import path from 'node:path';
import { loadCircuit } from '../../src/circuit/load';
import { readCard } from '../../src/config/model-card';
import { shippedModels } from '../../src/config/named-model';
import { openSaliency } from '../../src/saliency/open-saliency';
import { shareOfLine, viewAt, type WorldView } from './support/world-view';

const card = (name: string) => readCard(path.join('models', `${name}.onnx`));

/** On a straight of the simple circuit, before a bend, and to the left of the line. */
let straight: WorldView;
let bend: WorldView;
let aside: WorldView;
beforeAll(async () => {
  const circuit = await loadCircuit('simple_circuit');
  straight = viewAt(circuit, 426);
  bend = viewAt(circuit, 278);
  aside = viewAt(circuit, 426, 0.7);
});

describe.each(shippedModels())('%s', (name) => {
  it('looks at the painted line, not at road, walls and sky', async () => {
    const saliency = await openSaliency(card(name));
    try {
      expect(saliency).toMatchObject({ method: 'visual-backprop', reason: null });
      for (const view of [straight, bend]) {
        saliency.reset();
        const share = await shareOfLine(card(name), view, await saliency.saliencyOf(view.frame));
        expect(share.ofSaliency).toBeGreaterThan(0.75);
        expect(share.ofSaliency).toBeGreaterThan(3 * share.ofArea);
      }
      saliency.reset();
      const share = await shareOfLine(card(name), aside, await saliency.saliencyOf(aside.frame));
      expect(share.ofSaliency).toBeGreaterThan(5 * share.ofArea);
    } finally {
      await saliency.close();
    }
  });
});

describe.each(['slim_pilotnet_int8', 'pilotnet_tf', 'deepest_lstm_tiny'])('occlusion of %s', (name) => {
  it('agrees that the line decides', async () => {
    const saliency = await openSaliency(card(name), { method: 'occlusion' });
    try {
      expect(saliency).toMatchObject({ method: 'occlusion', reason: null });
      const map = await saliency.saliencyOf(aside.frame);
      const share = await shareOfLine(card(name), aside, map);
      expect(share.ofSaliency).toBeGreaterThan(3 * share.ofArea);
      // The car steers to the line, and the line decides how much.
      expect(map.command.w_radps).toBeLessThan(-0.5);
      expect(Math.abs(map.changes!.w_radps[map.values.indexOf(1)]!)).toBeGreaterThan(0.1);
    } finally {
      await saliency.close();
    }
  });
});
