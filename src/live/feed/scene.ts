import type { Circuit } from '../../circuit/circuit';
import { brainNames } from '../../config/brain-file';
import { shippedModels } from '../../config/named-model';
import { PROVIDER_REQUESTS } from '../../drive/inference/providers';
import { outlineCircuit } from '../../measure/report/circuit-outline';
import { version } from '../../support/version';
import { type HelloMessage, type LiveCircuit, PROTOCOL } from '../messages';

/** What every hello says; the rest is the run's.
 *  @param circuits that another run may begin on; null for none */
export function helloOf(
  session: string,
  started_ms: number,
  run: Pick<HelloMessage, 'kind' | 'world' | 'circuit' | 'direction' | 'laps'>,
  circuits: readonly string[] | null = null,
): HelloMessage {
  return {
    type: 'hello',
    protocol: PROTOCOL,
    version: version(),
    session,
    started_ms,
    ...run,
    choices: {
      brains: brainNames(),
      models: shippedModels(),
      providers: [...PROVIDER_REQUESTS],
      ...(circuits !== null && { circuits }),
    },
  };
}

/** A circuit as points of its line and walls. */
export function liveCircuit(circuit: Circuit): LiveCircuit {
  const { name, length_m, lineWidth_m, start } = circuit;
  return {
    name,
    length_m,
    lineWidth_m,
    ...outlineCircuit(circuit),
    start: { x_m: start.x_m, y_m: start.y_m, yaw_rad: start.yaw_rad },
  };
}
