import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import sharp from 'sharp';
import { measureText } from '../../../src/measure/report/charts/text-width';
import { renderLapPng, renderLapSvg } from '../../../src/measure/report/lap-image';
import { circle } from '../metrics/circle';
import { syntheticDrive } from './statistics';

const line = circle(400);
const walls = { left_m: 1.5, right_m: null };

test('the image is a PNG of 1600x1200 with the driven path coloured by deviation', async () => {
  const png = await renderLapPng({ line, walls, ...syntheticDrive(line, 1.1, 0.2) });
  const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  expect([info.width, info.height]).toEqual([1600, 1200]);
  const map = { dark: 0, bright: 0 };
  for (let y = 200; y < 820; y += 1) {
    for (let x = 80; x < 1380; x += 1) {
      const at = (y * info.width + x) * info.channels;
      const [red, green, blue] = [data[at]!, data[at + 1]!, data[at + 2]!];
      if (blue > 90 && green < 40) map.dark += 1;
      if (red > 225 && green > 90 && blue < 110) map.bright += 1;
    }
  }
  expect(map.dark).toBeGreaterThan(300);
  expect(map.bright).toBeGreaterThan(300);
});

test('it shows title and metrics, with markup in names escaped', () => {
  const drive = syntheticDrive(line, 1.1, 0.2);
  const statistics = { ...drive.statistics, brain: 'a <b> & "c"', model: 'pilotnet.onnx', provider: 'cpu' };
  const svg = renderLapSvg({ line, walls, ...drive, statistics });
  expect(svg).toContain('a &lt;b&gt; &amp; &quot;c&quot; · pilotnet.onnx · cpu');
  expect(svg).toContain('>40.00 s<');
  expect(svg).not.toContain('NaN');
});

test('a lap that was not completed is labelled with the reason', () => {
  const svg = renderLapSvg({ line, walls, ...syntheticDrive(line, 0.4, 0.2) });
  expect(svg).toContain('time limit reached');
});

test('a lap that ended in a wall is labelled so, with its deviation up to the crash', () => {
  const drive = syntheticDrive(line, 0.4, 0.2);
  const statistics = {
    ...drive.statistics,
    ended_because: 'no_progress' as const,
    crash: { kind: 'hit_wall' as const, simulated_s: 3, x_m: 1, y_m: 2, s_m: 20, side: 'left' as const },
    position_deviation_mean_m: null,
    position_deviation_max_m: null,
    position_deviation_until_crash_mean_m: 0.123,
    position_deviation_until_crash_max_m: 1.456,
  };
  const svg = renderLapSvg({ line, walls, ...drive, statistics });
  expect(svg).toContain('hit a wall');
  expect(svg).not.toContain('no progress');
  expect(svg).toMatch(/>0\.123 m<.*>until crash, mean<.*>1\.456 m<.*>until crash, max</s);
});

test('a crash is marked where it happened, not where the drive ended', () => {
  const drive = syntheticDrive(line, 0.4, 0.2);
  const at = Math.floor(drive.trace.length / 2);
  const { x_m, y_m } = drive.trace[at]!;
  const crash = { kind: 'hit_wall' as const, simulated_s: 3, x_m, y_m, s_m: 20, side: 'left' as const };
  const statistics = { ...drive.statistics, ended_because: 'no_progress' as const, crash };
  const placeOf = (svg: string, label: string) =>
    new RegExp(`<text x="([\\d.]+)" y="([\\d.]+)"[^>]*>${label}<`).exec(svg)?.slice(1);
  const crashed = placeOf(renderLapSvg({ line, walls, ...drive, statistics }), 'hit a wall');
  const ended = (trace: typeof drive.trace) =>
    placeOf(renderLapSvg({ line, walls, ...drive, trace }), 'time limit reached');
  expect(crashed).toHaveLength(2);
  expect(crashed).toEqual(ended(drive.trace.slice(0, at + 1)));
  expect(crashed).not.toEqual(ended(drive.trace));
});

test('a run without a pose still has an image', () => {
  const { statistics } = syntheticDrive(line, 0.4, 0.2);
  const svg = renderLapSvg({ line, walls, trace: [], statistics });
  expect(svg).not.toContain('NaN');
  expect(svg).not.toContain('Infinity');
});

/** Ink of a text, drawn by a separate process because fontconfig reads its configuration once. */
function inkOf(text: string, environment: Record<string, string>, prepare: string): number {
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="60"><rect width="300" height="60" fill="#fff"/>' +
    `<text x="10" y="40" font-size="30" font-family="DejaVu Sans">${text}</text></svg>`;
  const script = `
    const sharp = require('sharp');
    ${prepare}
    draw(${JSON.stringify(svg)})
      .then((png) => sharp(png).greyscale().raw().toBuffer())
      .then((grey) => console.log(grey.reduce((ink, value) => ink + (255 - value), 0)));`;
  const output = execFileSync(process.execPath, ['-e', script], {
    cwd: resolve(__dirname, '../../..'),
    env: { PATH: process.env.PATH ?? '', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return Number(output.toString());
}

test('text is drawn on a machine without fonts', () => {
  const folder = mkdtempSync(join(tmpdir(), 'no-fonts-'));
  const none = join(folder, 'fonts.conf');
  writeFileSync(none, '<?xml version="1.0"?><fontconfig></fontconfig>');
  const plain = 'const draw = (svg) => sharp(Buffer.from(svg)).png().toBuffer();';
  const ours = `const { svgToPng: draw } = require('jiti').createJiti(process.cwd() + '/x.js')('./src/image/svg.ts');`;
  const noFonts = { FONTCONFIG_PATH: folder, FONTCONFIG_FILE: none };
  // Without fonts every letter is the same empty box; with them an i takes less ink than an M.
  expect(inkOf('MMMM', noFonts, plain)).toBe(inkOf('iiii', noFonts, plain));
  expect(inkOf('MMMM', noFonts, ours)).toBeGreaterThan(2 * inkOf('iiii', noFonts, ours));
  rmSync(folder, { recursive: true });
});

test('very large figures and wide names do not reach into each other', () => {
  const drive = syntheticDrive(line, 1.1, 0.2);
  const statistics = {
    ...drive.statistics,
    circuit: 'W'.repeat(80),
    lap_seconds: 36_000,
    average_speed_mps: 12_345.67,
    position_deviation_mean_m: 123_456.789,
  };
  const svg = renderLapSvg({ line, walls, ...drive, statistics });
  const texts = [...svg.matchAll(/<text x="([\d.]+)" y="84"[^>]* font-size="(\d+)"[^>]*>([^<]*)</g)].map(
    ([all, x, size, text]) => {
      const width = measureText(text!, `bold ${size}px`);
      const left = Number(x) - (all.includes('text-anchor="end"') ? width : 0);
      return { left, right: left + width };
    },
  );
  expect(texts).toHaveLength(5);
  texts.slice(1).forEach(({ left }, i) => {
    expect(left).toBeGreaterThan(texts[i]!.right);
  });
});
