import { readBrain } from '../../../config/brain-file';
import { openBrain } from '../../../drive/brains/open-brain';
import { limited } from '../../../drive/command/limits';
import { ConfigurationError } from '../../../errors';
import type { OpenDriver } from './driver';
import { openTeacher } from './driver';

/** Name of the expert that uses the true pose, reserved among the names of brains. */
export const TEACHER_NAME = 'teacher';

/** Opens the driver of a dataset by name: the teacher, or a brain that is reloaded for every drive. */
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
            `${configuration.name} returned a command that is not finite; it cannot label images`,
          );
        }
        return command;
      },
      close: () => brain.close(),
    };
  };
}
