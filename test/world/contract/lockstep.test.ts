import { loadCircuit } from '../../../src/circuit/load';
import { LockstepWorld } from '../../../src/world/simulator/lockstep-world';
import { describeWorld } from './contract';

describeWorld('a world in lockstep', async () => {
  const circuit = await loadCircuit('simple_circuit');
  const world = new LockstepWorld({ circuit, direction: 'forward', seed: 1 });
  return { world, tearDown: async () => {} };
});
