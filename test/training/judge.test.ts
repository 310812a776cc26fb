import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { loadCircuit } from '../../src/circuit/load';
import { type DrivenLap, driveLap } from '../../training/drive-laps';
import { writeFigures } from '../../training/judge-card';
import { revisionOf } from '../../training/revision';
import { ROOT } from './tools';

const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-judge-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a lap starts with a brain that remembers nothing', async () => {
  const calls: string[] = [];
  const brain = {
    reset: () => void calls.push('reset'),
    decide: async () => {
      calls.push('decide');
      return { v_mps: 5, w_radps: 0, inference_ms: 0 };
    },
  };
  const circuit = await loadCircuit('simple_circuit');
  for (let lap = 0; lap < 2; lap++) await driveLap(brain, circuit, 'forward', 5, 1, 0.3);
  expect(calls.filter((call, i) => call !== calls[i - 1])).toEqual(['reset', 'decide', 'reset', 'decide']);
});

describe('figures of a card', () => {
  const lap: DrivenLap = {
    circuit: 'simple_circuit',
    direction: 'forward',
    delay_ms: 5,
    completed: true,
    percent: 100,
    contacts: 0,
    lap_s: 41.239,
    speed_mps: 12.1,
    deviation_mean_m: 0.01,
    deviation_max_m: 0.1,
  };
  const card = path.join(folder, 'a.card.yml');
  beforeEach(() => copyFileSync(path.join(ROOT, 'models/slim_pilotnet.card.yml'), card));

  test('say which command made them, and leave the rest as it was', () => {
    const before = parse(readFileSync(card, 'utf8'));
    const agreement = { frames: 4, clear: 3, agreement: 2 / 3, disagreeing: [] };
    writeFigures(card, { simple_circuit: agreement }, [lap], 'judge --real simple_circuit');
    const { figures, ...rest } = parse(readFileSync(card, 'utf8'));
    expect(figures.recorded_frames_command).toBe('judge --real simple_circuit');
    expect(figures.recorded_frames_steering).toEqual({ simple_circuit: { frames: 3, agreement: 0.6667 } });
    expect(figures.laps).toMatchObject([{ lap_s: 41.24 }]);
    expect({ ...rest, figures: figures.test }).toEqual({ ...before, figures: before.figures.test });
  });

  test('are written wholly or not at all', () => {
    const before = readFileSync(card, 'utf8');
    mkdirSync(`${card}.part`);
    expect(() => writeFigures(card, {}, [lap], 'judge')).toThrow();
    expect(readFileSync(card, 'utf8')).toBe(before);
    rmSync(`${card}.part`, { recursive: true });
    writeFigures(card, {}, [lap], 'judge');
    expect(readdirSync(folder)).not.toContain('a.card.yml.part');
  });
});

test('the revision of frames says where the checkout held what no commit has', () => {
  const checkout = path.join(folder, 'checkout');
  mkdirSync(path.join(checkout, 'src'), { recursive: true });
  const git = (...words: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...words], {
      cwd: checkout,
      stdio: 'pipe',
    });
  git('init', '--quiet');
  writeFileSync(path.join(checkout, 'src/one'), 'a');
  git('add', '.');
  git('commit', '--quiet', '-m', 'one');
  const commit = String(git('rev-parse', '--short', 'HEAD')).trim();
  expect(revisionOf(checkout, ['src'])).toBe(commit);
  writeFileSync(path.join(checkout, 'notes'), 'beside what renders');
  expect(revisionOf(checkout, ['src'])).toBe(commit);
  writeFileSync(path.join(checkout, 'src/two'), 'new');
  expect(revisionOf(checkout, ['src'])).toBe(`${commit}-dirty`);
  expect(revisionOf(folder, ['src'])).toBeNull();
});
