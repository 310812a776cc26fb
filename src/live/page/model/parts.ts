import type { HelloMessage } from '../../messages';

/** What a simulation has no values of: its page sees commands, but not the node that sends them. */
const OF_DRIVER: readonly string[] = [
  'step',
  'latency',
  'inferenceP99',
  'throughput',
  'frameAgeP99',
  'received',
  'answered',
  'superseded',
  'failed',
  'stops',
];

/** Whether a chart or a metric, by its name, can have a value on a page of this kind. */
export function hasValues(kind: HelloMessage['kind'] | null, name: string): boolean {
  return kind !== 'simulation' || !OF_DRIVER.includes(name);
}
