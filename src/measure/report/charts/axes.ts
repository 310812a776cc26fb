import type { JsonObject } from './chart';

/** Vertical position of a panel, px. */
export interface Panel {
  readonly top: number;
  readonly height: number;
}

const LEFT = 62;
const RIGHT = 24;

export function buildGrid({ top, height }: Panel): JsonObject {
  return { left: LEFT, right: RIGHT, top, height };
}

/** A horizontal axis. Only the lowest panel is labelled. */
export function buildXAxis(index: number, name: string, range: JsonObject, labelled: boolean): JsonObject {
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

/** A vertical axis with its name above it instead of rotated beside it. */
export function buildYAxis(index: number, name: string, range: JsonObject = {}): JsonObject {
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
