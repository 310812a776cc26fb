import type { RecordedCameraTiming } from '../../measure/metrics/recorded-timing';
import {
  type CameraTiming,
  type CameraTimingSettings,
  isDefaultTiming,
} from '../../world/simulator/camera-timing';

/** A camera's timing as statistics and record have it; empty for the default. */
export function recordedTiming(timing: CameraTiming): { readonly camera_timing?: RecordedCameraTiming } {
  if (isDefaultTiming(timing)) return {};
  const { rate_hz, jitter_ms, latency_ms, frameDrop, stalls, trace } = timing;
  return {
    camera_timing: {
      ...(trace === null
        ? { rate_hz, jitter_ms, latency_ms }
        : { rate_hz: null, jitter_ms: null, latency_ms: null }),
      frame_drop: frameDrop,
      stalls,
      file: trace?.file ?? null,
    },
  };
}

/** Arguments of `f1-brain simulate` for a camera's timing. */
export function cameraTimingArguments(settings: CameraTimingSettings): string[] {
  const { cameraRate_hz, cameraJitter_ms, frameDrop, latency_ms, cameraStall = [], cameraTiming } = settings;
  const flags = {
    '--camera-rate': cameraRate_hz,
    '--camera-jitter': cameraJitter_ms,
    '--frame-drop': frameDrop,
    '--latency': latency_ms,
    '--camera-timing': cameraTiming,
  };
  return [
    ...Object.entries(flags).flatMap(([flag, value]) => (value === undefined ? [] : [flag, String(value)])),
    ...cameraStall.flatMap(({ duration_s, at_s }) => [
      '--camera-stall',
      at_s === undefined ? String(duration_s) : `${duration_s}@${at_s}`,
    ]),
  ];
}
