import type { Json, JsonObject } from './chart';

/**
 * The option with a space, which is not seen, behind each text that every object has as a member, such as `__proto__`:
 * ECharts looks texts up in plain objects, and would take that member for what it has stored, and write to it.
 */
export function avoidMemberNames<T extends Json | undefined>(option: T): T {
  if (typeof option === 'string') return (option in Object.prototype ? `${option} ` : option) as T;
  if (typeof option !== 'object' || option === null) return option;
  if (Array.isArray(option)) {
    const entries: readonly Json[] = option;
    // Most of an option are rows of numbers.
    return (typeof entries[0] === 'number'
      ? entries
      : entries.map((entry) => avoidMemberNames(entry))) as Json as T;
  }
  return Object.fromEntries(
    Object.entries(option as JsonObject).map(([key, value]) => [key, avoidMemberNames(value)]),
  ) as T;
}
