/** Ranges that BehaviorMetrics' and DeepLearningStudio's commands and labels are normalised from. */
export const COMMAND_RANGES = { v_mps: [6.5, 24], w_radps: [-7.1, 7.1] } as const;

/** Their widths: a normalised difference of 1. */
export const V_SPAN_MPS = COMMAND_RANGES.v_mps[1] - COMMAND_RANGES.v_mps[0];
export const W_SPAN_RADPS = COMMAND_RANGES.w_radps[1] - COMMAND_RANGES.w_radps[0];
