import type { Section } from './section';

/** Whether commands make up for the age and the rate of the camera's frames. */
export const COMPENSATIONS = ['auto', 'off'] as const;
export type CompensationMode = (typeof COMPENSATIONS)[number];

/** `Compensation` of a section. YAML reads `off` as false, and so does the parameter server.
 *  @throws ConfigurationError that names file and key */
export function readCompensation(section: Section, key: string): CompensationMode {
  const value = section.raw(key);
  if (typeof value === 'boolean') return value ? 'auto' : 'off';
  return section.oneOf(key, COMPENSATIONS);
}
