import { MemoryGraph } from '../../../src/ros/memory/graph';

describe('a graph within a process', () => {
  it('has settled when calls under way are answered', async () => {
    const graph = new MemoryGraph();
    const node = await graph.startNode({ name: 'node', handleSignals: false });
    node.advertiseService('/stop', 'std_srvs/Trigger', async () => {
      await new Promise((resolve) => setImmediate(resolve));
      return { success: true, message: 'stopped' };
    });
    const answers: string[] = [];
    void node.callService('/stop', 'std_srvs/Trigger', {}).then(({ message }) => answers.push(message));
    await graph.settled();
    expect(answers).toEqual(['stopped']);
  });
});
