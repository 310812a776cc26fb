import { checkModels, checkNode, checkProviders } from './check-drive';
import { checkMaster, checkMessages } from './check-ros';
import type { Finding } from './finding';

/** Checks everything that a run needs or may use, and yields each finding at once.
 *  @param env names the ROS master */
export async function* examine(env: Readonly<NodeJS.ProcessEnv>): AsyncGenerator<Finding> {
  yield* await checkNode();
  yield* await checkMaster(env);
  yield* await checkMessages();
  yield* await checkProviders();
  yield* await checkModels();
}
