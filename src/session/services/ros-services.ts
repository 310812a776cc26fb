import type { SessionControls } from '../controls';
import { decisionMessage, driverOf } from '../recording/decision-message';
import type { Run } from '../run';
import type { SessionLog } from '../session-log';
import { DECISION_TOPIC } from '../setup/ros-parts';
import type { RosParts } from '../setup/setup';
import { rosTimeOf } from '../telemetry/ros-time';
import { Telemetry } from '../telemetry/telemetry';
import { offerDrivingServices } from './driving-services';
import { offerLoggerServices } from './logger-services';
import { offerRecordingServices } from './recording-services';

/** What the node of a run offers and publishes while it drives.
 *  @returns a function that ends what it does by itself */
export function serveRos(
  { node, world }: RosParts,
  run: Run,
  controls: SessionControls,
  log: SessionLog,
): () => void {
  offerRecordingServices(node, controls);
  offerDrivingServices({ node, controls, log });
  offerLoggerServices(node, log);
  publishDecisions({ node, world }, run);
  const telemetry = telemetryOf({ node, world }, run);
  run.onDecision((...decided) => telemetry.decision(...decided));
  return () => telemetry.close();
}

/** Each decision under ~decision, while somebody listens. */
function publishDecisions({ node }: RosParts, run: Run): void {
  const publisher = node.advertise(DECISION_TOPIC, 'f1_brain/Decision');
  run.onDecision((decision, brain) => {
    if (publisher.subscribers === 0) return;
    const stamp = rosTimeOf(node, decision.sim_s, decision.left_ms);
    publisher.publish(decisionMessage(decision, driverOf(brain), stamp));
  });
}

function telemetryOf({ node, world }: RosParts, { drive, monitor, record, opened }: Run): Telemetry {
  return new Telemetry({
    node,
    drive,
    camera: opened.configuration.camera,
    world,
    metrics: () => monitor.metrics,
    counts: () => monitor.countsOfRun(drive.counts),
    stops: () => monitor.stops,
    record: () => ({ bag: record?.file ?? null, recordUnsaved: record?.unsaved ?? false }),
    realTimeFactors: () => ({
      realTimeFactor: world.realTimeFactor.byClock(performance.now()),
      gazeboRealTimeFactor: world.realTimeFactor.byGazebo(performance.now()),
    }),
    faults: () => ({
      incidents: world.incidents.counts(),
      lasting: world.incidents.current().map(({ kind, who }) => (who === '' ? kind : `${kind} (${who})`)),
    }),
  });
}
