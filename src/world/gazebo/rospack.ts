import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ConfigurationError } from '../../errors';

/** Folder of a ROS package, as rospack finds it; null where it finds none.
 *  @throws ConfigurationError when there is no rospack */
export async function findPackage(name: string, env: Readonly<NodeJS.ProcessEnv>): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)('rospack', ['find', name], { env: { ...env } });
    return stdout.trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new ConfigurationError("rospack is not on PATH; source ROS's setup.sh first", { cause: error });
    }
    return null;
  }
}
