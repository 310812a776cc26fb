import type { JsonObject } from '../../../measure/report/charts/chart';

export const ROW_LINE_HEIGHT = 13;

/** A vertical axis of names, from the top, as the box charts have it. */
export function buildRowAxis(names: readonly string[]): JsonObject {
  return {
    type: 'category',
    inverse: true,
    data: names,
    axisTick: { show: false },
    splitLine: { show: true },
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
