import { NodeReports } from '../../../src/live/watch/node-reports';
import { MemoryGraph } from '../../../src/ros/memory/graph';
import { metricsReport } from './support/reports';

async function hearing() {
  const graph = new MemoryGraph();
  const heard: string[] = [];
  const node = await graph.startNode({ name: 'f1_brain_live', handleSignals: false });
  const reports = new NodeReports(node, {
    metrics: (name) => void heard.push(name),
    decision: () => {},
    diagnostics: () => {},
    log: () => {},
  });
  const report = async (name: string) => {
    const other = await graph.startNode({ name, handleSignals: false });
    const metrics = other.advertise('~metrics', 'f1_brain/Metrics');
    await graph.settled();
    metrics.publish(metricsReport());
    await graph.settled();
    await other.shutdown();
    return heard.splice(0);
  };
  return { reports, report };
}

test('the node that is watched is heard however many others come, and one that has gone is not', async () => {
  const { reports, report } = await hearing();
  reports.hear('/watched', '/watched');
  for (let i = 0; i < 20; i++) reports.hear(`/other_${i}`, '/watched');
  expect(await report('watched')).toEqual(['/watched']);
  expect(await report('other_19')).toEqual(['/other_19']);
  expect(await report('other_0')).toEqual([]);
  reports.forget('/other_19');
  expect(await report('other_19')).toEqual([]);
  await reports.close();
});

test('a node that gives no name is no reason to fail', async () => {
  const { reports } = await hearing();
  expect(() => reports.hear('http://127.0.0.1:40000/', null)).not.toThrow();
  expect(() => reports.hear('/no name', null)).not.toThrow();
  await reports.close();
});
