import { table } from '../../scripts/support/documents';
import { JITI } from '../../scripts/support/paths';
import { jsonOf } from '../../scripts/support/processes';
import { formatNumber } from '../../src/measure/report/format';
import type { RecordingResult } from '../recording';
import { msPair, type PartOptions, type PartResult } from '../support/part';

const HEADER = [
  'recorded',
  'step p50 / p99 ms',
  'frame to command p50 / p99 ms',
  'round trip in rospy p50 / p99 ms',
  'frames lost',
  'frames not recorded',
  'recording thread, of a core',
  'whole node, of a core',
  'lockstep, real time factor',
];

/** The node with and without recording, in turn. */
export async function measureRecording({ rounds }: PartOptions): Promise<PartResult> {
  const args = ['bench/recording.ts', '--json', '--rounds', `${rounds}`, '--frames', '300', '--laps', '1'];
  const { modes, copies } = await jsonOf<RecordingResult>(process.execPath, [JITI, ...args]);
  const share = (value: number | null) => formatNumber(value === null ? null : 100 * value, 1, '%');
  const rows = modes.map((one) => [
    one.mode,
    msPair(one.step_p50_ms, one.step_p99_ms),
    msPair(one.sensor_to_actuator_p50_ms, one.sensor_to_actuator_p99_ms),
    msPair(one.round_trip_p50_ms, one.round_trip_p99_ms),
    `${one.frames_lost}`,
    `${one.camera_frames_not_recorded}`,
    share(one.recording_thread_share_of_a_core),
    share(one.process_share_of_a_core),
    formatNumber(one.lockstep_times_real_time, 1),
  ]);
  const copied = Object.entries(copies)
    .map(([what, one]) => `${what} ${one.p50_ms.toFixed(3)} / ${one.p99_ms.toFixed(3)}`)
    .join(', ');
  return {
    text:
      '### What recording costs\n\nPilotNet, 640x480 rgb8 at 20 Hz from rospy, medians of ' +
      `${rounds} rounds in turn.\n\n${table(HEADER, rows)}\n\n` +
      `Time that the driving thread takes to copy a message for the recording, p50 / p99 ms: ${copied}. A frame is copied ` +
      'after its command has left.',
    summary: [],
    figures: { modes, copies },
  };
}
