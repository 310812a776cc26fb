import type { JsonObject } from './chart';

export const ROW_LINE_HEIGHT = 13;

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
