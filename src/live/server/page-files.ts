import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.json': 'application/json',
  '.txt': 'text/plain; charset=utf-8',
};

const INDEX = '/index.html';
const NOT_BUILT =
  '<!doctype html><title>f1-brain</title><p>The page is not built: run <code>npm run build</code>.\n';

interface PageFile {
  readonly type: string;
  readonly body: Buffer;
  readonly tag: string;
}

/** The files of the page, read once: what a request names never becomes a path. */
export class PageFiles {
  readonly #files = new Map<string, PageFile>();

  /** @param folder that the build has filled; without it there is a page that says so */
  constructor(folder: string) {
    for (const name of filesIn(folder)) {
      const type = TYPES[path.extname(name)];
      if (type === undefined) continue;
      const body = readFileSync(path.join(folder, name));
      this.#files.set(`/${name.split(path.sep).join('/')}`, { type, body, tag: tagOf(body) });
    }
    if (this.#files.has(INDEX)) return;
    const body = Buffer.from(NOT_BUILT);
    this.#files.set(INDEX, { type: TYPES['.html']!, body, tag: tagOf(body) });
  }

  /** @param host of the request, checked before */
  answer({ method, url, headers }: IncomingMessage, host: string, response: ServerResponse): void {
    for (const [name, value] of Object.entries(securityHeaders(host))) response.setHeader(name, value);
    if (method !== 'GET' && method !== 'HEAD') {
      response.writeHead(405, { Allow: 'GET, HEAD' }).end();
      return;
    }
    const asked = (url ?? '/').replace(/[?#].*$/s, '');
    const file = this.#files.get(asked === '/' ? INDEX : asked);
    if (file === undefined) {
      response.writeHead(404, { 'Content-Type': TYPES['.txt']! }).end('There is no such file.\n');
      return;
    }
    response.setHeader('ETag', file.tag);
    response.setHeader('Cache-Control', 'no-cache');
    if (headers['if-none-match'] === file.tag) {
      response.writeHead(304).end();
      return;
    }
    response.writeHead(200, { 'Content-Type': file.type, 'Content-Length': file.body.length });
    response.end(method === 'HEAD' ? undefined : file.body);
  }
}

/** Nothing from elsewhere is loaded, nothing is sent elsewhere, no other page may frame this one. */
export function securityHeaders(host: string): Readonly<Record<string, string>> {
  return {
    'Content-Security-Policy': [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' blob: data:",
      "font-src 'self'",
      // Some browsers do not count a WebSocket of the same host as 'self'.
      `connect-src 'self' ws://${host} wss://${host}`,
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
  };
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' });
  } catch {
    return [];
  }
}

function tagOf(body: Buffer): string {
  return `"${createHash('sha256').update(body).digest('hex').slice(0, 16)}"`;
}
