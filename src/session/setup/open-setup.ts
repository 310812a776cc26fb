import type { SessionOptions } from '../session-options';
import { openExternal } from './external';
import { openLockstep } from './lockstep';
import type { Setup, SetupContext } from './setup';
import { openSimulatedRos } from './simulated-ros';

/** Opens what a session drives with, by the kind of its world.
 *  @throws ConfigurationError, ModelError, ProviderError, WorldError */
export function openSetup(options: SessionOptions, context: SetupContext): Promise<Setup> {
  switch (options.world) {
    case 'lockstep':
      return openLockstep(options, context);
    case 'ros':
      return openSimulatedRos(options, context);
    case 'external':
      return openExternal(options, context);
  }
}
