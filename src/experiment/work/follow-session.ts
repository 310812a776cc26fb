import type { Session } from '../../session/session';
import type { DriveOptions } from './driven';
import type { RunLog } from './run-log';

/** Least time between two reports of progress. */
const REPORT_MS = 500;

/** Has a session's lines go into the log of its run, and its progress be told. */
export function followSession(session: Session, { onProgress }: DriveOptions, log: RunLog): void {
  session.on('log', ({ level, message }) => log.write(level, message));
  if (onProgress === undefined) return;
  let told_ms = Number.NEGATIVE_INFINITY;
  session.on('state', () => onProgress(null, null));
  session.on('pose', ({ sim_s }) => {
    const now_ms = performance.now();
    if (now_ms - told_ms < REPORT_MS) return;
    told_ms = now_ms;
    onProgress(session.metrics.percent, sim_s);
  });
}
