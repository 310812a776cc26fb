import type { JsonObject } from './chart';
import type { Palette } from './palette';

/** Builds the default look of charts as an ECharts theme. */
export function buildTheme(palette: Palette, fontFamily: string): JsonObject {
  const axis = {
    axisLine: { lineStyle: { color: palette.axis } },
    axisTick: { lineStyle: { color: palette.axis } },
    axisLabel: { color: palette.muted, fontSize: 12 },
    nameTextStyle: { color: palette.muted, fontSize: 12 },
    splitLine: { lineStyle: { color: palette.grid } },
  };
  return {
    backgroundColor: 'transparent',
    textStyle: { fontFamily, color: palette.ink },
    color: Array.from({ length: 6 }, (_, i) => palette[`series${i}`] ?? palette.ink!),
    valueAxis: axis,
    logAxis: axis,
    categoryAxis: { ...axis, splitLine: { show: false } },
    legend: {
      textStyle: { color: palette.ink, fontSize: 12 },
      inactiveColor: palette.axis,
      pageIconColor: palette.ink,
      pageIconInactiveColor: palette.axis,
      pageTextStyle: { color: palette.muted },
    },
    visualMap: { textStyle: { color: palette.ink, fontSize: 12 } },
    tooltip: {
      backgroundColor: palette.ground,
      borderColor: palette.axis,
      textStyle: { color: palette.ink, fontSize: 13 },
      axisPointer: { lineStyle: { color: palette.axis }, crossStyle: { color: palette.axis } },
    },
  };
}
