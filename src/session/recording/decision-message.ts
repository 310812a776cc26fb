import type { DecisionMessage } from '../../messages/index';
import { type Brain, type Decision, NO_STAMP, type Stamp } from '../../types';

/** Who decided. */
export interface Driver {
  readonly brain: string;
  readonly model: string | null;
  /** The execution provider that really runs. */
  readonly provider: string | null;
}

export function driverOf({ name, model, provider }: Brain): Driver {
  return { brain: name, model, provider };
}

/** A decision as f1_brain/Decision. @param left when its command left, on the clock of the recording */
export function decisionMessage(decision: Decision, driver: Driver, left: Stamp): DecisionMessage {
  const { sequence, stamp, command } = decision;
  return {
    header: { seq: sequence, stamp: left, frame_id: '' },
    frame_sequence: sequence,
    frame_stamp: stamp ?? NO_STAMP,
    simulated_s: decision.sim_s ?? Number.NaN,
    left_ms: decision.left_ms,
    waited_ms: decision.waited_ms,
    step_ms: decision.step_ms,
    inference_ms: decision.inference_ms ?? Number.NaN,
    sensor_to_actuator_ms: decision.sensor_to_actuator_ms,
    v_mps: command.v_mps,
    w_radps: command.w_radps,
    brain: driver.brain,
    model: driver.model ?? '',
    provider: driver.provider ?? '',
  };
}
