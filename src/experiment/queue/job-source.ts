import { type Job, Worker } from 'bullmq';
import type { RunJobData, RunJobReturn } from './job';

/** Takes jobs from a queue. */
export class JobSource extends Worker<RunJobData, RunJobReturn> {
  /** A job whose data is not JSON comes without data, so that it can be refused by its name. */
  protected override createJob(
    ...[raw, id]: Parameters<Worker<RunJobData, RunJobReturn>['createJob']>
  ): Job<RunJobData, RunJobReturn> {
    try {
      return super.createJob(raw, id);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      return super.createJob({ ...raw, data: 'null' }, id);
    }
  }
}
