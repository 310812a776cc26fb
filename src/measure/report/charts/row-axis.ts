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

/** Least width of a column under which a line of its name has a place beside that of the next one, px. */
const COLUMN_LINE_WIDTH = 25;

/** Least width of a column of brains, px. @param cell of what stands in it */
export function columnWidth(brains: readonly string[], cell: number): number {
  return Math.max(cell, ...brains.map((brain) => COLUMN_LINE_WIDTH * splitName(brain).length));
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
      lineHeight: ROW_LINE_HEIGHT,
      color: '@ink',
      fontSize: 11.5,
    },
  };
}
