import type { JsonObject } from './chart';

export const ROW_LINE_HEIGHT = 13;

/** Lines of a name whose parts are joined as those of a course or a brain are. */
export function splitName(name: string): string[] {
  return name.split(' · ');
}

/** Height of a row of a chart for the longest of these names, px. */
export function rowHeight(names: readonly string[]): number {
  const lines = Math.max(1, ...names.map((name) => splitName(name).length));
  return Math.max(28, ROW_LINE_HEIGHT * lines + 8);
}

/** A vertical axis of names, from the top, a row each. */
export function buildRowAxis(names: readonly string[]): JsonObject {
  return {
    type: 'category',
    inverse: true,
    data: names,
    axisTick: { show: false },
    // The theme's category axes have no lines, and so no colour of theirs.
    splitLine: { show: true, lineStyle: { color: '@grid' } },
    axisLabel: {
      width: 150,
      overflow: 'truncate',
      lineHeight: ROW_LINE_HEIGHT,
      fontSize: 11.5,
      interval: 0,
      color: '@ink',
    },
  };
}

/** The category axis of brains side by side. */
export function buildColumnAxis(brains: readonly string[]): JsonObject {
  return {
    type: 'category',
    data: brains.map((brain) => splitName(brain).join('\n')),
    axisTick: { show: false },
    axisLabel: {
      interval: 0,
      rotate: 35,
      width: 120,
      overflow: 'truncate',
      color: '@ink',
      fontSize: 11.5,
    },
  };
}
