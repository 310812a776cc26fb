import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { run, temporaryFolder, writeRing } from '../helpers/command-line';

/** onnxruntime is silent where it takes itself to be under test: as on a user's machine, none of that is set. */
function homeOfAUser(): NodeJS.ProcessEnv & { HOME: string } {
  const HOME = path.join(temporaryFolder(), 'home');
  mkdirSync(HOME);
  return {
    HOME,
    ORT_DISABLE_TELEMETRY: undefined,
    XDG_CACHE_HOME: undefined,
    CI: undefined,
    JEST_WORKER_ID: undefined,
    NODE_ENV: undefined,
  };
}

describe("onnxruntime's reports to its makers", () => {
  test.each(['lockstep', 'ros'])('are never written: a lap (%s) leaves nothing at home', async (world) => {
    const env = homeOfAUser();
    const folder = temporaryFolder();
    const ring = ['--circuit', writeRing(folder)];
    const lap = ['lap', 'pilotnet_stacked', '--world', world, ...ring, '--out', path.join(folder, 'out')];
    const { code, stderr } = await run(lap, env);
    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
    const cache = path.join(env.HOME, '.cache');
    expect(existsSync(cache) ? readdirSync(cache) : []).not.toContain('Microsoft');
  });
});
