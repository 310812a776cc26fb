import { checkModel } from '../../src/onnx/check';
import { readModel } from '../../src/onnx/file';
import type { OnnxModel } from '../../src/onnx/graph';
import { inferShapes } from '../../src/onnx/shapes';
import { createSmallNetwork, ints } from './support/networks';
import { OPERATOR_CASES } from './support/operators';
import { askPeer, withPeer } from './support/peer';

/** Element types by their name in TensorProto. */
const PEER_TYPES: Readonly<Record<string, string>> = { float32: 'float', float64: 'double' };

withPeer("ONNX's reference package", () => {
  it('accepts our files and infers the same shapes', () => {
    const known = OPERATOR_CASES.filter(({ inReference }) => inReference);
    const models = [
      readModel('models/pilotnet.onnx'),
      createSmallNetwork(),
      ...known.map(({ model }) => model),
    ];
    for (const [i, verdict] of askPeer(models).entries()) {
      const title = known[i - 2]?.title ?? `network ${i}`;
      expect([title, verdict.error]).toEqual([title, null]);
      const own = inferShapes(models[i]!, 'some.onnx');
      for (const [name, dims] of Object.entries(verdict.shapes)) {
        const { type, dims: ours } = own.get(name)!;
        expect([title, name, PEER_TYPES[type] ?? type, ours]).toEqual([
          title,
          name,
          verdict.types[name],
          dims,
        ]);
      }
    }
  });

  it('rejects the models that we reject', () => {
    const changes: ((model: OnnxModel) => void)[] = [
      ({ graph }) => graph.nodes.reverse(),
      ({ graph }) => {
        graph.nodes[1]!.inputs[0] = 'nowhere';
      },
      ({ graph }) => {
        graph.nodes[1]!.outputs[0] = 'c';
      },
      ({ graph }) => {
        graph.nodes[1]!.opType = 'Rellu';
      },
      ({ graph }) => {
        graph.nodes[1]!.opType = 'HardSwish';
      },
      ({ graph }) => {
        graph.nodes[3]!.inputs = ['f'];
      },
      ({ graph }) => {
        graph.nodes[0]!.attributes.set('stride', ints(2, 2));
      },
      ({ graph }) => {
        graph.nodes[0]!.attributes.set('group', ints(1));
      },
      ({ graph }) => {
        graph.nodes[1]!.domain = 'com.acme';
      },
    ];
    const models = changes.map((change) => {
      const model = createSmallNetwork();
      change(model);
      return model;
    });
    for (const [i, verdict] of askPeer(models).entries()) {
      expect([i, verdict.error]).not.toEqual([i, null]);
      expect(() => checkModel(models[i]!, 'some.onnx')).toThrow();
    }
  });
});
