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
  const { sequence, stamp, command, compensation } = decision;
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
    frame_age_ms: compensation?.age_ms ?? Number.NaN,
    frame_dating: compensation?.dating ?? '',
    moved_m: compensation?.moved_m ?? Number.NaN,
    turned_rad: compensation?.turned_rad ?? Number.NaN,
    brain_v_mps: compensation?.brain_v_mps ?? Number.NaN,
    brain_w_radps: compensation?.brain_w_radps ?? Number.NaN,
  };
}
