import type { Circuit } from '../../circuit/circuit';
import type { Direction } from '../../circuit/direction';
import { COMMAND_RANGES } from '../../config/command-range';
import type { Command } from '../../types';
import type { CoursePose } from './course-pose';
import { Expert, type ExpertOptions } from './expert';

/**
 * The expert as a teacher: every option is set here, so that its defaults may change. It steers to a point far enough
 * ahead that small errors of a network and 60 ms of latency are damped (with 0.4 m and 0.1 s, the car oscillates by
 * 0.36 m to either side), and knows only the road that is visible.
 */
export const TEACHER: ExpertOptions = {
  minSpeed_mps: COMMAND_RANGES.v_mps[0],
  maxSpeed_mps: 13,
  maxTurn_radps: COMMAND_RANGES.w_radps[1],
  lateral_mps2: 14,
  braking_mps2: 14,
  horizon_m: 8,
  lookahead_m: 0.9,
  lookahead_s: 0.12,
};

/** The teacher's command for a pose: the farther the car is from the line, the slower it drives on the same arc. */
export function teach(circuit: Circuit, direction: Direction, pose: CoursePose): Command {
  const command = new Expert(circuit, direction, TEACHER).decide(pose);
  const off = Math.abs(pose.lateral_m) + Math.abs(pose.headingError_rad);
  const v_mps = Math.max(TEACHER.minSpeed_mps, command.v_mps / (1 + Math.max(0, off - 0.1)));
  return { v_mps, w_radps: (command.w_radps * v_mps) / command.v_mps };
}
