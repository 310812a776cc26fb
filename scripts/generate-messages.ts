/**
 * Writes src/messages/generated: types, codecs and md5 sums of the messages and services in ros/msgs and of this
 * package's own in msg and srv, one module a package. The build runs it first. Says nothing unless it fails:
 *
 *   npx jiti scripts/generate-messages.ts
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { packagesIn, readDefinitions } from './messages/definitions';
import { emitIndex } from './messages/emit-index';
import { PackageEmitter } from './messages/emit-package';
import type { PartialMessage } from './messages/layout';

const ROOT = path.join(__dirname, '..');
const OUT = path.join(ROOT, 'src', 'messages', 'generated');

/** Messages that are read in great numbers for a few of their fields. */
const PARTIALS: readonly PartialMessage[] = [
  {
    name: 'OdometryWithoutCovariance',
    type: 'nav_msgs/Odometry',
    without: ['pose.covariance', 'twist.covariance'],
  },
];

const definitions = readDefinitions([
  ...packagesIn(path.join(ROOT, 'ros', 'msgs')),
  { name: 'f1_brain', folder: ROOT },
]);
const emitter = new PackageEmitter(definitions, PARTIALS);
const files = new Map(emitter.packages.map((name) => [`${name}.ts`, emitter.module(name)]));
files.set('index.ts', emitIndex(definitions, emitter.packages));
mkdirSync(OUT, { recursive: true });
for (const file of readdirSync(OUT)) if (!files.has(file)) rmSync(path.join(OUT, file));
for (const [file, text] of files) writeIfChanged(path.join(OUT, file), text);

/** Moved into place: whoever reads the file meanwhile never sees half of it. */
function writeIfChanged(file: string, text: string): void {
  try {
    if (readFileSync(file, 'utf8') === text) return;
  } catch {
    // Not there yet.
  }
  const aside = `${file}.${process.pid}`;
  writeFileSync(aside, text);
  renameSync(aside, file);
}
