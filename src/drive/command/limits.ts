import type { Limits } from '../../config/limits';
import { clamp } from '../../support/numbers';
import type { Command } from '../../types';

/**
 * The last check before a command is published: cuts finite velocities to their range.
 * @returns null when a velocity is not finite; such a command must never be published
 */
export function limited(command: Command, limits: Limits): Command | null {
  const { v_mps, w_radps } = command;
  if (!Number.isFinite(v_mps) || !Number.isFinite(w_radps)) return null;
  return {
    v_mps: clamp(v_mps, limits.minV_mps, limits.maxV_mps),
    w_radps: clamp(w_radps, -limits.maxW_radps, limits.maxW_radps),
  };
}
