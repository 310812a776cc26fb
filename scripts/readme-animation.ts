/**
 * Makes the animation of the README with the commands that users have: drives a lap in the built-in world, and films its bag.
 *
 *     npm run build && npm run readme:animation [-- OPTIONS]
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PACKAGE_ROOT } from '../src/support/paths';
import { positiveNumber, program, runProgram } from './support/program';

/** As large as a README can bear, and a lap in less than half a minute. */
const FILM = ['--film-speed', '3', '--film-fps', '10', '--film-width', '720', '--film-theme', 'dark'];
const MAIN = path.join(PACKAGE_ROOT, 'dist', 'cli', 'main.js');

interface Options {
  readonly out: string;
  readonly brain: string;
  readonly circuit: string;
  readonly limit: number;
}

function animate({ out, brain, circuit, limit }: Options): void {
  const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-animation-'));
  try {
    const images = ['--record-images', 'jpeg', '--timeout', String(limit)];
    f1Brain('lap', brain, '--circuit', circuit, '--world', 'lockstep', ...images, '--out', folder);
    const bag = readdirSync(folder).find((file) => file.endsWith('.bag'));
    f1Brain('replay', path.join(folder, bag!), '--film', out, ...FILM);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs a command; a lap that its time ended is a lap to film. */
function f1Brain(...args: string[]): void {
  const { status } = spawnSync(process.execPath, [MAIN, ...args], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0 && !(args[0] === 'lap' && status === 1)) {
    throw new Error(`f1-brain ${args[0]} failed with exit code ${status}`);
  }
}

const command = program('npm run readme:animation --', 'make the animation of the README')
  .option('--out <file>', 'film', path.join('docs', 'lap.webp'))
  .option('--brain <name>', 'brain or model', 'slim_pilotnet')
  .option('--circuit <name>', 'circuit or circuit file', 'simple_circuit')
  .option('--limit <seconds>', 'simulated seconds at most', positiveNumber, 600)
  .action(animate);

void runProgram(command);
