"""The units of every network's two outputs: min-max normalised velocities.

v = 6.5 + 17.5 p0 (m/s), w = -7.1 + 14.2 p1 (rad/s, left positive), as users of the F1 worlds have them.
"""
V_OFFSET_MPS, V_SCALE_MPS = 6.5, 17.5
W_OFFSET_RADPS, W_SCALE_RADPS = -7.1, 14.2
