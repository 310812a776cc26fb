import { table } from '../../scripts/support/documents';
import { meanOf } from '../support/measure';
import { type MeasuredQueue, modelCosts } from './measured-queue';
import type { QueueCosts } from './queue-model';
import { type Checked, crowdingOf, type Scenario, type SimulateOptions } from './simulated';

const LIMITS = { workers: 'workers', network: 'network', redis: 'Redis', store: 'submitter' } as const;

/** The costs of a run at each station. */
export function costsTable(measured: MeasuredQueue): string {
  const { results, files, worker, sync_ms, ping_ms } = measured;
  const both = (of: (costs: MeasuredQueue['results']) => string) => [of(results), of(files)];
  return table(
    ['for each run', 'results only', 'with files'],
    [
      ['Redis, processor time: submit ms', ...both(({ add }) => add.redis_ms.toFixed(3))],
      ['claim ms', ...both(({ take }) => take.redis_ms.toFixed(3))],
      ['renew a claim ms', ...both(({ renew }) => renew.redis_ms.toFixed(3))],
      ['finish ms', ...both(({ complete }) => complete.redis_ms.toFixed(3))],
      ['hand to the submitter ms', ...both(({ collect }) => collect.redis_ms.toFixed(3))],
      ['Redis, memory while it waits kB', ...both(({ queued_bytes }) => kilo(queued_bytes))],
      ['memory of what comes back kB', ...both(({ returned_bytes }) => kilo(returned_bytes))],
      ['network: result kB', ...both(({ result_bytes }) => kilo(result_bytes))],
      ['files kB', ...both(({ file_bytes }) => kilo(file_bytes))],
      ['worker: claim to answer ms', ...both(({ take }) => take.wall_ms.toFixed(2))],
      ['finish to answer ms', ...both(({ complete }) => complete.wall_ms.toFixed(2))],
      ['worker, all but driving ms', worker.wall_ms.toFixed(2), ''],
      ['submitter: collect a result ms', ...both(({ collect }) => collect.wall_ms.toFixed(2))],
      ['of which its store ms', ...both(({ store_ms }) => store_ms.toFixed(2))],
      [
        `an answer that has to reach the disk first (${ping_ms.toFixed(2)} ms otherwise) ms`,
        (sync_ms + ping_ms).toFixed(2),
        '',
      ],
    ],
  );
}

/** Real workers beside the model. */
export function checkTable(checked: readonly Checked[]): string {
  return table(
    [
      'workers on this machine',
      'runs per minute',
      'model',
      'difference',
      'Redis, processor time of a run ms',
    ],
    checked.map(({ workers, measured, simulated, redis_ms }) => [
      workers,
      measured.toFixed(1),
      simulated.toFixed(1),
      percent(simulated / measured - 1, 1),
      redis_ms.toFixed(2),
    ]),
  );
}

/** Throughput and cost by number of workers. */
export function scenarioTable(
  { rows, submitters }: Scenario,
  { million, cores }: SimulateOptions,
  coreHourPrice: number | null,
): string {
  // Few workers do not keep several submitters busy.
  const isShown = ({ workers }: Scenario['rows'][number]) => submitters === 1 || workers >= 64;
  const header = [
    'workers',
    'machines',
    'runs per hour',
    `${million.toLocaleString('en-US')} runs take`,
    'core hours',
  ];
  const price = coreHourPrice === null ? [] : ['cost'];
  const shares = ['workers busy', 'submitter', 'Redis', 'network', 'memory of Redis', 'limit'];
  return table(
    [...header, ...price, ...shares],
    rows.filter(isShown).map(({ workers, machines, outcome }) => {
      const hours = outcome.duration_s / 3600;
      // Redis and the submitter have a machine of their own.
      const coreHours = hours * cores * (machines + 1);
      return [
        ...[workers, machines, thousands(60 * outcome.runsPerMinute), duration(hours), thousands(coreHours)],
        ...(coreHourPrice === null ? [] : [thousands(coreHours * coreHourPrice)]),
        percent(outcome.workerShare),
        percent(outcome.storeShare),
        percent(outcome.redisShare),
        percent(outcome.linkShare),
        `${(outcome.redisPeak_MB / 1000).toFixed(1)} GB`,
        LIMITS[outcome.limit],
      ];
    }),
  );
}

/** Where each resource ends, by itself. */
export function limitsTable(measured: MeasuredQueue, options: SimulateOptions): string {
  const run_s = meanOf(measured.laps_s) * crowdingOf(measured);
  const rows = [false, true].flatMap((withFiles) => {
    const costs = modelCosts(measured, withFiles);
    const how = withFiles ? 'with files' : 'results only';
    return Object.entries(secondsOf(costs, options)).map(([what, cost_s]) => [
      `${what}, ${how}`,
      `${(1000 * cost_s).toFixed(2)} ms`,
      thousands(3600 / cost_s),
      thousands(run_s / cost_s),
    ]);
  });
  return table(['saturates', 'time for each run', 'runs per hour at most', 'workers that reach it'], rows);
}

function secondsOf(costs: QueueCosts, { link_mbps, roundTrip_ms }: SimulateOptions): Record<string, number> {
  const redis_ms = costs.add_ms + costs.take_ms + costs.complete_ms + costs.collect_ms;
  const transfer_s = (8 * costs.bytes) / (1e6 * link_mbps);
  const submitter_ms =
    costs.store_ms + costs.storeRoundTrips * roundTrip_ms + costs.sync_ms + costs.collect_ms;
  return { submitter: submitter_ms / 1000 + transfer_s, Redis: redis_ms / 1000, network: transfer_s };
}

function kilo(bytes: number): string {
  return (bytes / 1000).toFixed(1);
}

function percent(share: number, digits = 0): string {
  const text = (100 * share).toFixed(digits);
  return `${digits > 0 && share >= 0 ? '+' : ''}${text} %`;
}

/** Three significant digits, with commas. */
function thousands(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString('en-US');
}

function duration(hours: number): string {
  return hours >= 48 ? `${(hours / 24).toFixed(1)} days` : `${hours.toFixed(1)} h`;
}
