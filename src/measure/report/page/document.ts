import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { JsonObject } from '../charts/chart';
import { DARK, LIGHT, type Palette } from '../charts/palette';
import { buildTheme } from '../charts/theme';
import { Html, html, renderJsonScript } from './html';

/** A page before it is wrapped. */
export interface PageDocument {
  readonly title: string;
  /** What is between header and footer. */
  readonly content: Html;
  /** Outlines of the circuits that charts draw on, by map name. */
  readonly maps: ReadonlyMap<string, JsonObject>;
  readonly version: string;
  readonly made: Date;
}

const FONT = 'system-ui, sans-serif';

/** Renders a page that needs no network: content, style, script, and the library that draws its charts. */
export function renderDocument({ title, content, maps, version, made }: PageDocument): string {
  const settings = { light: buildSettings(LIGHT), dark: buildSettings(DARK) };
  return html`${new Html('<!doctype html>')}
<html lang="en" data-theme="light">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
<title>${title}</title>
<style>${new Html(readAsset('design.css') + readAsset('page.css'))}</style>
</head>
<body>
<header><div><h1>${title}</h1>
<p class="muted about">Made by f1-brain ${version} on ${made.toISOString().slice(0, 16).replace('T', ' ')} UTC. Every chart is in charts/ as SVG and PNG, every table in tables/ as CSV and Markdown.</p></div>
<button type="button" class="theme" hidden>Theme</button></header>
<main>
<noscript><p>Charts and sorting need JavaScript; the images are in charts/ beside this page.</p></noscript>
${content}
</main>
<footer class="muted">f1-brain ${version}. Charts are drawn by Apache ECharts (Apache License 2.0), which is part of this page.</footer>
${[...maps].map(([name, outline]) => renderJsonScript(`data-map="${name}"`, outline))}
${renderJsonScript('id="settings"', settings)}
<script>${new Html(readBundle())}</script>
<script>${new Html(readAsset('page.browser.js'))}</script>
</body>
</html>
`.markup;
}

function buildSettings(palette: Palette) {
  return { palette, theme: buildTheme(palette, FONT) };
}

/** Scripts and styles are beside this file; the build copies them. */
function readAsset(file: string): string {
  return readFileSync(path.join(__dirname, file), 'utf8');
}

/** The browser bundle of ECharts. */
function readBundle(): string {
  const main = require.resolve('echarts');
  return readFileSync(path.join(path.dirname(main), 'echarts.min.js'), 'utf8').replace(
    /<\/script/gi,
    '<\\/script',
  );
}
