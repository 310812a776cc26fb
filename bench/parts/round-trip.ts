import path from 'node:path';
import { table } from '../../scripts/support/documents';
import { PYTHON } from '../../scripts/support/paths';
import { jsonOf, pythonHas } from '../../scripts/support/processes';
import { say } from '../../scripts/support/program';
import { median } from '../../src/support/statistics';
import { ms, type PartOptions, type PartResult, SMALLER_MODELS } from '../support/part';
import { RosProcesses } from '../support/ros-processes';
import type { RoundTrip } from '../support/round-trip';

const BRAINS = ['pilotnet', ...SMALLER_MODELS, 'line_follower'];
const RATES = [
  { rate_hz: 20, count: 400 },
  { rate_hz: 60, count: 1200 },
];

/** What more rounds would tell is not worth their time. */
const MOST_ROUNDS = 5;

/** Runs of one brain at one rate. */
interface Runs {
  readonly brain: string;
  readonly rate_hz: number;
  readonly runs: RoundTrip[];
}

/** Camera message from rospy to command in rospy. Nodes with one brain each, one after the other in every round. */
export async function measureRoundTrip({ rounds, out }: PartOptions): Promise<PartResult | null> {
  if (!pythonHas('rospy')) {
    say('left out: ROS round trip (python3-rospy is missing)');
    return null;
  }
  const all = BRAINS.flatMap((brain) => RATES.map(({ rate_hz }): Runs => ({ brain, rate_hz, runs: [] })));
  for (let round = 0; round < Math.min(rounds, MOST_ROUNDS); round++) {
    for (const brain of BRAINS) {
      const own = all.filter((one) => one.brain === brain);
      await measureBrain(brain, own, path.join(out, 'node'));
    }
  }
  const rows = all.map(tableRow);
  const sent = RATES.map(({ rate_hz, count }) => `${count} frames at ${rate_hz} Hz`).join(', ');
  const header = ['brain', 'rate', 'p50 ms', 'p50 run by run', 'p90 ms', 'p99 ms', 'lost, run by run'];
  return {
    text:
      '### Camera message published by rospy to Twist received in it\n\n640x480 rgb8 noise, CPU, recording on (the ' +
      `default), ${sent} a run; a frame without an answer before the next one is due counts as lost.\n\n` +
      `${table(header, rows)}\n\n` +
      "BehaviorMetrics' own loop, measured earlier on a machine of this class: 77 ms p50, 127 ms p99.",
    summary: all
      .filter(({ brain, rate_hz }) => rate_hz === 20 && brain !== 'line_follower')
      .map(({ brain, runs }) => [
        `camera message from rospy to Twist in rospy, 20 Hz, ${brain}`,
        `${ms(middle(runs, 'p50'))} ms p50, ${ms(middle(runs, 'p99'))} ms p99`,
        "77 ms p50, 127 ms p99 with BehaviorMetrics' loop (not in the same run)",
      ]),
    figures: rows,
  };
}

async function measureBrain(brain: string, all: readonly Runs[], out: string): Promise<void> {
  const ros = await RosProcesses.start();
  try {
    const node = await ros.start(['run', brain, '--provider', 'cpu', '--out', out], /drives with/);
    for (const { rate_hz, runs } of all) {
      const count = RATES.find((one) => one.rate_hz === rate_hz)?.count ?? 0;
      const args = ['bench/ros_roundtrip.py', '--rate', `${rate_hz}`, '--count', `${count}`];
      const run = await jsonOf<RoundTrip>(PYTHON, args, ros);
      runs.push(run);
      const { p50, p99 } = run.round_trip_ms;
      say(`ros ${brain} ${rate_hz} Hz: p50 ${ms(p50)}, p99 ${ms(p99)} ms`);
    }
    await ros.interrupt(node);
  } finally {
    await ros.close();
  }
}

function tableRow({ brain, rate_hz, runs }: Runs): string[] {
  return [
    brain,
    `${rate_hz} Hz`,
    ms(middle(runs, 'p50')),
    runs.map(({ round_trip_ms }) => ms(round_trip_ms.p50)).join(', '),
    ms(middle(runs, 'p90')),
    ms(middle(runs, 'p99')),
    runs.map(({ lost }) => `${lost}`).join(', '),
  ];
}

function middle(runs: readonly RoundTrip[], key: 'p50' | 'p90' | 'p99'): number | null {
  return median(runs.flatMap(({ round_trip_ms }) => round_trip_ms[key] ?? []));
}
