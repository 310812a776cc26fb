import { checkBrainFile } from './check-brain-file';
import { checkModels, checkNode, checkProviders } from './check-drive';
import { checkMaster, checkMessages } from './check-ros';
import { checkWorkspace } from './check-workspace';
import type { Finding } from './finding';

/** Checks everything that a run needs or may use, and yields each finding at once.
 *  @param env names the ROS master and the workspace
 *  @param brainFile checked, too, where it is given: a name in brains/ or models/, or the path of a YAML file */
export async function* examine(
  env: Readonly<NodeJS.ProcessEnv>,
  brainFile: string | null = null,
): AsyncGenerator<Finding> {
  yield* await checkNode();
  yield* await checkMaster(env);
  yield* await checkMessages();
  yield* await checkWorkspace(env);
  yield* await checkProviders();
  yield* await checkModels();
  if (brainFile !== null) yield* await checkBrainFile(brainFile);
}
