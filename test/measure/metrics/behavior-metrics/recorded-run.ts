import { scanBag } from '../../../../src/bag/scan-bag';
import { BehaviorMetricsAccumulator } from '../../../../src/measure/metrics/behavior-metrics/accumulator';
import type { PerfectLap } from '../../../../src/measure/metrics/behavior-metrics/perfect-lap';
import type { BehaviorMetricsResult } from '../../../../src/measure/metrics/behavior-metrics/result';
import { decodeClock, decodeOdometryWithoutCovariance } from '../../../../src/messages/index';

/** BehaviorMetrics' metrics of a bag, from /F1ROS/odom and /clock alone. */
export async function measureRecordedRun(
  file: string,
  lap: PerfectLap | null,
): Promise<BehaviorMetricsResult> {
  const accumulator = new BehaviorMetricsAccumulator(lap);
  await scanBag(file, {
    connection({ topic }) {
      if (topic === '/F1ROS/odom')
        return (data) => {
          const { header, pose } = decodeOdometryWithoutCovariance(data);
          const { x, y } = pose.pose.position;
          accumulator.odometry(x, y, header.stamp.sec, header.stamp.nsec);
        };
      if (topic !== '/clock') return null;
      return (data) => {
        const { sec, nsec } = decodeClock(data).clock;
        accumulator.clock(sec, nsec);
      };
    },
  });
  return accumulator.result();
}
