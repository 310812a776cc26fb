import type { Problems } from '../../config/problems';
import type { Section } from '../../config/section';

/** The values of a key that holds one or a list, read one by one, so that the problems of all are found.
 *  @returns without those that have problems; empty where the key is absent */
export function readEach<T>(
  section: Section,
  key: string,
  problems: Problems,
  read: (item: Section, key: string) => T,
): T[] {
  return problems
    .attempt(() => section.items(key), [])
    .flatMap(([item, name]) => problems.attempt(() => [read(item, name)], []));
}
