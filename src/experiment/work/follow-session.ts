import type { Session } from '../../session/session';
import type { DriveOptions } from './driven';
import type { RunLog } from './run-log';
import { TrackLog } from './track-log';

/** Least time between two reports of progress, and while somebody watches. */
const REPORT_MS = 500;
const WATCHED_MS = 100;

/** Has a session's lines go into the log of its run, and its progress be told. */
export function followSession(session: Session, { onProgress, audience }: DriveOptions, log: RunLog): void {
  session.on('log', ({ level, message }) => log.write(level, message));
  if (onProgress === undefined) return;
  const driven = new TrackLog();
  let told_ms = Number.NEGATIVE_INFINITY;
  session.on('state', () => onProgress(null, null, null));
  session.on('pose', (pose) => {
    const isWatched = audience?.isWatching === true;
    if (isWatched) driven.add(pose);
    const now_ms = performance.now();
    if (now_ms - told_ms < (isWatched ? WATCHED_MS : REPORT_MS)) return;
    told_ms = now_ms;
    const { metrics } = session;
    onProgress(metrics.percent, pose.sim_s, isWatched ? driven.take(pose, metrics) : null);
  });
}
