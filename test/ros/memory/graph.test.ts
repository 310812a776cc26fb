import { ParamTree } from '../../../src/ros/master/param-tree';
import { MemoryGraph } from '../../../src/ros/memory/graph';

describe('a graph within a process', () => {
  it('forgets a node that could not join', async () => {
    const graph = new MemoryGraph();
    const lines: string[] = [];
    const log = (line: string) => void lines.push(line);
    const logger = { debug: log, info: log, warn: log, error: log };
    const set = jest.spyOn(ParamTree.prototype, 'set').mockImplementation(() => {
      throw new Error('no such branch');
    });
    const node = { name: 'node', argv: ['_gain:=1'], logger, handleSignals: false };
    await expect(graph.startNode(node)).rejects.toThrow('no such branch');
    set.mockRestore();
    graph.loseMaster();
    await graph.restartMaster();
    expect(lines).toEqual([]);
  });

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

  it('reuses the bytes of a message when its listener is done with them, as sockets do', async () => {
    const graph = new MemoryGraph();
    const node = await graph.startNode({ name: 'node', handleSignals: false });
    const publisher = node.advertise('/image', 'sensor_msgs/CompressedImage');
    const heard: Uint8Array[] = [];
    let release = () => {};
    const done = new Promise<void>((resolve) => {
      release = resolve;
    });
    node.subscribe('/image', 'sensor_msgs/CompressedImage', ({ data }) => {
      heard.push(data);
      return data[0] === 1 ? done : undefined;
    });
    await graph.settled();
    const header = { seq: 1, stamp: { sec: 1, nsec: 0 }, frame_id: '' };
    for (const value of [1, 2]) publisher.publish({ header, format: 'png', data: Uint8Array.of(value) });
    await graph.settled();
    expect([heard[0]![0], heard[1]![0]]).toEqual([1, 0xdb]);
    release();
    await new Promise((resolve) => setImmediate(resolve));
    expect(heard[0]![0]).toBe(0xdb);
  });
});
