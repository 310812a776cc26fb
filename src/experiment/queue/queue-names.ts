import { canServe } from './labels';

/** Prefix of every key in Redis. */
export const PREFIX = 'f1-brain';

/**
 * The queue of runs that need the same labels. Programs of different versions do not share one: the same run may give
 * another result.
 */
export function queueName(version: string, labels: readonly string[]): string {
  return ['runs', version, ...(labels.length > 0 ? [labels.join('+')] : [])].join('@');
}

/** The labels of a queue of this version; null for one of another. */
export function labelsOfQueue(name: string, version: string): string[] | null {
  const [kind, itsVersion, labels, ...rest] = name.split('@');
  if (kind !== 'runs' || itsVersion !== version || rest.length > 0) return null;
  return labels === undefined ? [] : labels.split('+');
}

/** The queues that a worker serves, those that the fewest workers can serve first. */
export function servedQueues(names: readonly string[], version: string, has: readonly string[]): string[] {
  return names
    .flatMap((name) => {
      const labels = labelsOfQueue(name, version);
      return labels !== null && canServe(has, labels) ? [{ name, count: labels.length }] : [];
    })
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1))
    .map(({ name }) => name);
}

/** Set of the queues that have been used. */
export const QUEUES_KEY = `${PREFIX}:queues`;
/** Hash of the workers' last words, by worker. */
export const WORKERS_KEY = `${PREFIX}:workers`;

/** A file that a run needs or has left, in pieces. */
export function blobKey(name: string): string {
  return `${PREFIX}:blob:${name}`;
}
