import type { JsonObject } from './chart';

/** Room round a panel, px. */
export interface Panel {
  readonly top: number;
  readonly height: number;
}

const LEFT = 62;
const RIGHT = 24;

export function grid({ top, height }: Panel): JsonObject {
  return { left: LEFT, right: RIGHT, top, height };
}

/** A horizontal axis; the panels above the lowest one leave their metrics out. */
export function xAxis(index: number, name: string, range: JsonObject, labelled: boolean): JsonObject {
  return {
    type: 'value',
    gridIndex: index,
    ...(labelled ? { name, nameLocation: 'middle', nameGap: 30 } : {}),
    axisLabel: { show: labelled, hideOverlap: true, showMaxLabel: false },
    axisTick: { show: labelled },
    axisLine: { onZero: false },
    splitLine: { show: false },
    ...range,
  };
}

/** A vertical axis whose name stands above it, where it can be read without turning the head. */
export function yAxis(index: number, name: string, range: JsonObject = {}): JsonObject {
  return {
    type: 'value',
    gridIndex: index,
    name,
    nameLocation: 'end',
    nameGap: 10,
    nameTextStyle: { align: 'left', padding: [0, 0, 0, -LEFT + 10] },
    splitNumber: 4,
    axisLine: { show: false },
    axisTick: { show: false },
    ...range,
  };
}
