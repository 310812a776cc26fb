import { execFile } from 'node:child_process';
import path from 'node:path';
import { JITI } from '../../scripts/support/paths';
import { type Running, start } from '../helpers/command-line';
import { freePort } from '../real/support/processes';
import { ROOT } from './support/files';

const SCRIPT = path.join(ROOT, 'scripts', 'container', 'healthy.ts');

function healthy(uri: string, name?: string): Promise<{ code: number; stderr: string }> {
  const env = { ...process.env, ROS_MASTER_URI: uri };
  return new Promise((resolve) => {
    execFile(process.execPath, [JITI, SCRIPT, ...(name ? [name] : [])], { env }, (error, _, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stderr }),
    );
  });
}

describe('the health check of the images', () => {
  let master: Running;
  let uri: string;

  beforeAll(async () => {
    const port = await freePort();
    uri = `http://127.0.0.1:${port}`;
    master = start(['master', '--port', String(port)]);
    await master.said(/Ctrl-C ends it/);
  });

  afterAll(async () => {
    master.child.kill('SIGINT');
    await master.ended;
  });

  it('finds a master and a node that answer', async () => {
    expect(await healthy(uri)).toEqual({ code: 0, stderr: '' });
    const simulator = start(['simulate'], { ROS_MASTER_URI: uri });
    try {
      await simulator.said(/simple_circuit/);
      expect(await healthy(uri, '/gazebo')).toEqual({ code: 0, stderr: '' });
    } finally {
      simulator.child.kill('SIGKILL');
      await simulator.ended;
    }
    const gone = await healthy(uri, '/gazebo');
    expect(gone.code).toBe(1);
    expect(gone.stderr).toContain('/gazebo at http://');
  });

  it('says which node nobody knows, and that there is no master', async () => {
    const unknown = await healthy(uri, '/f1_brain');
    expect(unknown.code).toBe(1);
    expect(unknown.stderr).toContain('/f1_brain');
    const { stderr, code } = await healthy('http://127.0.0.1:9');
    expect({ code, said: stderr.startsWith('the master at http://127.0.0.1:9 does not answer: ') }).toEqual({
      code: 1,
      said: true,
    });
  });
});
