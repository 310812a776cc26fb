import { readBrain } from '../../config/brain-file';
import { messageOf } from '../../errors';
import { openChosen } from '../setup/opened-brain';
import { DEFAULT_SEED } from '../setup/settings';
import type { Finding } from './finding';

/** Reads a brain's file as `lap` and `run` do, opens and warms up its brain, and drives nothing.
 *  @param name a name in brains/ or models/, or the path of a YAML file */
export async function checkBrainFile(name: string): Promise<Finding[]> {
  const what = `brain ${name}`;
  try {
    const choice = { seed: DEFAULT_SEED };
    const configuration = readBrain(name);
    const { brain } = await openChosen(configuration, choice);
    const { model, provider } = brain;
    await brain.close();
    const found = `${brain.name} opens${model === null ? '' : `: ${model} on ${provider}`}`;
    const remarks = configuration.remarks.map(
      (remark): Finding => ({ state: 'ok', what, found: remark, todo: null }),
    );
    return [{ state: 'ok', what, found, todo: null }, ...remarks];
  } catch (error) {
    const lines = messageOf(error)
      .split('\n')
      .filter((line) => line.trim() !== '');
    return lines.map((found): Finding => ({ state: 'broken', what, found: found.trim(), todo: null }));
  }
}
