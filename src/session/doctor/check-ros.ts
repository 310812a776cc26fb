import { compareMd5 } from '../../messages/official-md5';
import { MasterApi } from '../../ros/master/master-api';
import type { Finding } from './finding';

const MASTER_TIMEOUT_MS = 1000;

export async function checkMaster(env: Readonly<NodeJS.ProcessEnv>): Promise<Finding[]> {
  const uri = env.ROS_MASTER_URI ?? 'http://localhost:11311';
  const what = 'ROS master';
  try {
    await new MasterApi(uri, '/f1_brain_doctor', MASTER_TIMEOUT_MS).getPid();
    return [{ state: 'ok', what, found: `answers at ${uri}`, todo: null }];
  } catch {
    const todo = '`f1-brain lap` brings its own; for `f1-brain run` start roscore or `f1-brain master`';
    return [{ state: 'missing', what, found: `none at ${uri}`, todo }];
  }
}

/** Compares the md5 sums of our messages with those of the official packages. */
export async function checkMessages(): Promise<Finding[]> {
  const what = 'message md5 sums';
  const types = compareMd5();
  const wrong = types
    .filter(({ found, official }) => found !== official)
    .map(({ type, found, official }) => `${type} is ${found}, officially ${official}`);
  if (wrong.length === 0) {
    return [{ state: 'ok', what, found: `${types.length} types as in the official packages`, todo: null }];
  }
  return [{ state: 'broken', what, found: wrong.join('; '), todo: 'run `npm run build` again' }];
}
