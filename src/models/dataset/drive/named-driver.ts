import { readBrain } from '../../../config/brain-file';
import { openBrain } from '../../../drive/brains/open-brain';
import { limited } from '../../../drive/command/limits';
import { ConfigurationError } from '../../../errors';
import type { OpenDriver } from './driver';
import { openTeacher } from './driver';

/** Name of the expert that knows the true pose, among those of brains. */
export const TEACHER_NAME = 'teacher';

/** Who drives while a dataset is recorded: the teacher, or a brain that begins anew with every drive. */
export function driverOf(name: string): OpenDriver {
  if (name === TEACHER_NAME) return openTeacher;
  const configuration = readBrain(name);
  return async () => {
    const brain = await openBrain(configuration);
    await brain.warmUp();
    return {
      decide: async (frame) => {
        const command = limited(await brain.decide(frame), configuration.limits);
        if (command === null) {
          throw new ConfigurationError(
            `${configuration.name} answers no finite command; it cannot label pictures`,
          );
        }
        return command;
      },
      close: () => brain.close(),
    };
  };
}
