import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { LocalFiles } from '../../../src/experiment/queue/local-files';
import { newFolder, ringRun } from '../work/ring-runs';

describe('the files of a queued run', () => {
  it("have the worker's own launch file, whatever path the queue says", async () => {
    const own = newFolder();
    writeFileSync(path.join(own, 'mine.launch'), '<launch/>');
    const blobs = { get: async () => {}, has: async () => true };
    const files = new LocalFiles({ folders: [own], dataFolder: newFolder(), blobs });
    const worldOf = async (launch: string) => {
      const world = { kind: 'gazebo', launch } as const;
      const local = await files.localize(ringRun({ world, circuit: { name: 'simple_circuit', file: null } }));
      return 'lacks' in local ? local : local.world;
    };
    expect(await worldOf('/home/ada/mine.launch')).toEqual({
      kind: 'gazebo',
      launch: path.join(own, 'mine.launch'),
    });
    expect(await worldOf('/etc/theirs.launch')).toEqual({ kind: 'gazebo', launch: 'theirs.launch' });
    expect(await worldOf('simple_circuit')).toEqual({ kind: 'gazebo', launch: 'simple_circuit' });
  });
});
