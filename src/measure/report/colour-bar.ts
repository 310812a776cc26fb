import { colourAt, formatTicks } from './colour-map';
import { type Box, drawLine, drawText, INK, MUTED } from './svg';

const STEPS = 64;

/** Draws the vertical colour bar of the deviation with its ticks. */
export function drawColourBar(box: Box, scale_m: number, max_m: number | null): string {
  const cells = Array.from({ length: STEPS }, (_, i) => {
    const height = box.height / STEPS;
    const y = box.top + box.height - (i + 1) * height;
    const colour = colourAt(i / (STEPS - 1));
    return `<rect x="${box.left}" y="${y.toFixed(1)}" width="${box.width}" height="${(height + 0.6).toFixed(1)}" fill="${colour}"/>`;
  });
  const ticks = formatTicks(scale_m).map((label, i, all) => {
    const y = box.top + box.height * (1 - i / (all.length - 1));
    const right = box.left + box.width;
    const beyond = i === all.length - 1 && max_m !== null && max_m > scale_m ? '≥ ' : '';
    return (
      drawLine(right, y, right + 6, y, `stroke="${INK}" stroke-width="1.5"`) +
      drawText(right + 12, y + 5.5, `${beyond}${label}`, { size: 15 })
    );
  });
  const title = drawText(box.left - 14, box.top + box.height / 2, 'distance from the line (m)', {
    size: 15,
    fill: MUTED,
    anchor: 'middle',
    turned: true,
  });
  return [...cells, ...ticks, title].join('\n');
}
