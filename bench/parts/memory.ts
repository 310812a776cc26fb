import path from 'node:path';
import { table } from '../../scripts/support/documents';
import { PYTHON } from '../../scripts/support/paths';
import { statusNumber } from '../../scripts/support/proc';
import { jsonOf, pythonHas } from '../../scripts/support/processes';
import { say } from '../../scripts/support/program';
import { medianOf } from '../support/measure';
import type { PartOptions, PartResult } from '../support/part';
import { RosProcesses } from '../support/ros-processes';
import type { RoundTrip } from '../support/round-trip';

const ROUND_TRIP = ['bench/ros_roundtrip.py', '--rate', '120', '--count', '20000', '--warmup', '200'];
const SAMPLE_PERIOD_MS = 1000;
const TENTHS = Array.from({ length: 10 }, (_, i) => i);

/** Resident memory of the node while it answers 20,000 frames. */
export async function measureMemory({ out }: PartOptions): Promise<PartResult | null> {
  if (!pythonHas('rospy')) {
    say('left out: memory over 20,000 frames (python3-rospy is missing)');
    return null;
  }
  const samples_MB = await sampleNode(path.join(out, 'node'));
  const tenth = Math.max(1, Math.floor(samples_MB.length / 10));
  const parts = TENTHS.map((i) => medianOf(samples_MB.slice(i * tenth, (i + 1) * tenth)));
  const highest_mb = Math.max(...samples_MB);
  const cells = parts.map((value) => value.toFixed(0));
  const header = TENTHS.map((i) => `${(i + 1) * 10}%`);
  return {
    text:
      '### Memory of the node over 20,000 frames\n\nResident set in MB, median of each tenth of the run; at most ' +
      `${highest_mb.toFixed(0)} MB.\n\n${table(header, [cells])}`,
    summary: [
      ['memory of the node over 20,000 frames', `${cells[1]} MB after 20%, ${cells[9]} MB at the end`, ''],
    ],
    figures: { parts, highest_mb },
  };
}

async function sampleNode(out: string): Promise<number[]> {
  const samples_MB: number[] = [];
  const ros = await RosProcesses.start();
  try {
    const node = await ros.start(['run', 'pilotnet', '--provider', 'cpu', '--out', out], /drives with/);
    const timer = setInterval(() => {
      const resident_KiB = statusNumber(node.pid, 'VmRSS');
      if (resident_KiB !== null) samples_MB.push(resident_KiB / 1024);
    }, SAMPLE_PERIOD_MS);
    const { answered, sent } = await jsonOf<RoundTrip>(PYTHON, ROUND_TRIP, ros);
    clearInterval(timer);
    say(`memory: ${answered} of ${sent} answered`);
    await ros.interrupt(node);
  } finally {
    await ros.close();
  }
  return samples_MB;
}
