import { canServe, labelsOf, parseLabels } from '../../../src/experiment/queue/labels';
import { labelsOfQueue, queueName, servedQueues } from '../../../src/experiment/queue/queue-names';
import { aRun } from './runs';

describe('labels', () => {
  it.each([
    [{}, []],
    [{ provider: 'auto' as const }, []],
    [{ provider: 'cpu' as const }, []],
    [{ provider: 'tensorrt' as const }, ['gpu']],
    [{ world: { kind: 'gazebo' as const, launch: 'simple_circuit.launch' } }, ['gazebo']],
    [
      { provider: 'cuda' as const, world: { kind: 'gazebo' as const, launch: 'a.launch' } },
      ['gazebo', 'gpu'],
    ],
  ])('are what a run needs: %j needs %j', (with_, labels) => {
    expect(labelsOf(aRun(with_), [])).toEqual(labels);
    expect(labelsOf(aRun(with_), ['lab-2'])).toEqual([...labels, 'lab-2'].sort());
  });

  it('are read from a list', () => {
    expect(parseLabels('gpu, gazebo,gpu')).toEqual(['gazebo', 'gpu']);
    expect(() => parseLabels('gpu,,x')).toThrow("'' is not a label");
    expect(() => parseLabels('GPU')).toThrow("'GPU' is not a label");
    expect(() => parseLabels('a@b')).toThrow("'a@b' is not a label");
  });

  it('of a worker have to cover those of a run', () => {
    expect(canServe(['gazebo', 'gpu'], ['gpu'])).toBe(true);
    expect(canServe(['gpu'], ['gazebo', 'gpu'])).toBe(false);
    expect(canServe([], [])).toBe(true);
  });
});

describe('queues', () => {
  it('bear version and labels in their names', () => {
    expect(labelsOfQueue(queueName('0.1.0', []), '0.1.0')).toEqual([]);
    expect(labelsOfQueue(queueName('0.1.0-rc.1', ['gazebo', 'gpu']), '0.1.0-rc.1')).toEqual([
      'gazebo',
      'gpu',
    ]);
    expect(labelsOfQueue(queueName('0.1.0', ['gpu']), '0.2.0')).toBeNull();
    expect(labelsOfQueue('somebody-else', '0.1.0')).toBeNull();
  });

  it('are served most demanding first, and only those that a worker can serve', () => {
    const names = [[], ['gpu'], ['gazebo', 'gpu'], ['lab-2']].map((labels) => queueName('1.0.0', labels));
    const served = servedQueues([...names, queueName('0.9.0', [])], '1.0.0', ['gazebo', 'gpu']);
    expect(served).toEqual([names[2], names[1], names[0]]);
  });
});
