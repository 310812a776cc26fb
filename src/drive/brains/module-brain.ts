import { createJiti } from 'jiti';
import type { Section } from '../../config/section';
import { BrainError, ConfigurationError, messageOf } from '../../errors';
import type { Brain, BrainOutput, Frame } from '../../types';

/** What a user's brain answers: velocities, and `taken: 'as-is'` for a manoeuvre (see BrainOutput). */
export type UserAnswer = Omit<BrainOutput, 'inference_ms' | 'course'>;

/** The brain that a user's module returns. */
export interface UserBrain {
  /** Called for every frame that is answered; `frame.data` is valid until the promise settles. */
  decide(frame: Frame): UserAnswer | Promise<UserAnswer>;
  /** Called once before the car moves. */
  warmUp?(): void | Promise<void>;
  close?(): void | Promise<void>;
}

/** Default export of a user's module: takes the YAML's `Parameters`, returns a brain. */
export type UserBrainFactory = (parameters: Record<string, unknown>) => UserBrain | Promise<UserBrain>;

/**
 * Loads a brain from a JavaScript or TypeScript module (CommonJS or ES module).
 * @throws ConfigurationError when the module cannot be loaded or exports no brain
 */
export async function openModuleBrain(name: string, file: string, parameters: Section): Promise<Brain> {
  const values = Object.fromEntries(parameters.keys.map((key) => [key, parameters.raw(key)]));
  let user: UserBrain;
  try {
    const jiti = createJiti(__filename, { interopDefault: true });
    const factory = await jiti.import<UserBrainFactory>(file, { default: true });
    if (typeof factory !== 'function') {
      throw new ConfigurationError(
        `${file}: its default export must be a function that takes the parameters and returns a brain ` +
          `({ decide(frame) }), found ${typeof factory}`,
      );
    }
    user = await factory(values);
  } catch (error) {
    if (error instanceof ConfigurationError) throw error;
    throw new ConfigurationError(`${file}: the brain cannot be loaded: ${messageOf(error)}`, {
      cause: error,
    });
  }
  if (typeof user?.decide !== 'function') {
    throw new ConfigurationError(`${file}: the brain it returns has no function decide(frame)`);
  }
  return {
    name,
    model: null,
    provider: null,
    warmUp: async () => user.warmUp?.(),
    decide: async (frame: Frame): Promise<BrainOutput> => {
      const command = await user.decide(frame);
      if (typeof command?.v_mps !== 'number' || typeof command.w_radps !== 'number') {
        throw new BrainError(`${file}: decide(frame) must return { v_mps, w_radps } as numbers`);
      }
      const { v_mps, w_radps, taken } = command;
      return { v_mps, w_radps, inference_ms: null, ...(taken === 'as-is' && { taken }) };
    },
    close: async () => user.close?.(),
  };
}
