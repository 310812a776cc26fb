import { colourOf } from './colour-map';
import { type Box, INK, line, MUTED, text } from './svg';

const STEPS = 64;

/** The colours of the deviation with their figures, upright. */
export function colourBar(box: Box, scale_m: number, max_m: number | null): string {
  const cells = Array.from({ length: STEPS }, (_, i) => {
    const height = box.height / STEPS;
    const y = box.top + box.height - (i + 1) * height;
    const colour = colourOf(i / (STEPS - 1));
    return `<rect x="${box.left}" y="${y.toFixed(1)}" width="${box.width}" height="${(height + 0.6).toFixed(1)}" fill="${colour}"/>`;
  });
  const decimals = scale_m < 0.05 ? 3 : scale_m < 0.5 ? 2 : 1;
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const y = box.top + box.height * (1 - share);
    const right = box.left + box.width;
    const beyond = share === 1 && max_m !== null && max_m > scale_m ? '≥ ' : '';
    const exact = share % 0.5 === 0 ? decimals : decimals + 1;
    return (
      line(right, y, right + 6, y, `stroke="${INK}" stroke-width="1.5"`) +
      text(right + 12, y + 5.5, `${beyond}${(share * scale_m).toFixed(exact)}`, { size: 15 })
    );
  });
  const title = text(box.left - 14, box.top + box.height / 2, 'distance from the line (m)', {
    size: 15,
    fill: MUTED,
    anchor: 'middle',
    turned: true,
  });
  return [...cells, ...ticks, title].join('\n');
}
