import { type Command, InvalidArgumentError } from 'commander';
import type { CameraStall, CameraTimingSettings } from '../../world/simulator/camera-timing';
import { parseNumber } from './parsers';

/** What the command line says of the camera's timing. */
export interface CameraTimingOptions {
  readonly cameraRate?: number;
  readonly cameraJitter?: number;
  readonly frameDrop?: number;
  readonly latency?: number;
  readonly cameraStall?: readonly CameraStall[];
  readonly cameraTiming?: string;
}

/** The options of every command that runs the built-in world. */
export function addCameraTimingOptions(command: Command): Command {
  return command
    .option('--camera-rate <hz>', 'frames per simulated second (default: 20)', parseNumber)
    .option(
      '--camera-jitter <ms>',
      'vary the interval between frames and their latency by up to this much, each way (default: 0)',
      parseNumber,
    )
    .option('--frame-drop <share>', 'share of the frames that never arrive, 0 to 1 (default: 0)', parseNumber)
    .option(
      '--latency <ms>',
      'simulated time from a frame to the effect of its command (default: 5)',
      parseNumber,
    )
    .option(
      '--camera-stall <seconds>',
      'no frame arrives for so long, then all at once; 0.35@12 starts at second 12, not 10; repeatable',
      parseStall,
    )
    .option(
      '--camera-timing <file>',
      'CSV file of measured camera times, instead of rate, jitter and latency (docs/world.md)',
    );
}

/** The options with the names that a session has for those of the camera's timing. */
export function withCameraTiming<T extends CameraTimingOptions>(
  given: T,
): Omit<T, keyof CameraTimingOptions> & CameraTimingSettings {
  const { cameraRate, cameraJitter, frameDrop, latency, cameraStall, cameraTiming, ...options } = given;
  return {
    ...options,
    ...(cameraRate !== undefined && { cameraRate_hz: cameraRate }),
    ...(cameraJitter !== undefined && { cameraJitter_ms: cameraJitter }),
    ...(frameDrop !== undefined && { frameDrop }),
    ...(latency !== undefined && { latency_ms: latency }),
    ...(cameraStall !== undefined && { cameraStall }),
    ...(cameraTiming !== undefined && { cameraTiming }),
  };
}

/** Parses one stall such as 0.35 or 0.35@12, and adds it to those before. */
function parseStall(text: string, before: readonly CameraStall[] = []): CameraStall[] {
  const [duration_s, at_s, ...rest] = text.split('@').map(parseSecondsOrNaN);
  if (duration_s === undefined || Number.isNaN(duration_s) || Number.isNaN(at_s) || rest.length > 0) {
    throw new InvalidArgumentError(
      'Seconds are needed, and after an @ the second at which they begin: 0.35@12.',
    );
  }
  return [...before, { duration_s, ...(at_s !== undefined && { at_s }) }];
}

function parseSecondsOrNaN(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}
