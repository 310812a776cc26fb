import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './support/files';

/** Ubuntu 20.04, where ROS Noetic lives. */
const FOCAL = { GLIBC: [2, 31], GLIBCXX: [3, 4, 28], CXXABI: [1, 3, 12] } as const;
const there = process.platform === 'linux' && spawnSync('objdump', ['--version']).status === 0;

interface Lock {
  packages: Record<string, { dev?: boolean }>;
}

/** ELF files for this processor in what the lock file brings into production. */
function libraries(): string[] {
  const { packages } = JSON.parse(readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8')) as Lock;
  const found = Object.entries(packages)
    .filter(([folder, { dev }]) => folder !== '' && !dev && existsSync(path.join(ROOT, folder)))
    .flatMap(([folder]) =>
      readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
        .filter((file) => /\.node$|\.so(\.\d+)*$/.test(file))
        .map((file) => path.join(folder, file)),
    )
    // Those for musl are never loaded there.
    .filter((file) => !/\/(darwin|win32)\/|musl/.test(file) && isForUs(path.join(ROOT, file)));
  return [...new Set(found)];
}

function isForUs(file: string): boolean {
  const head = readFileSync(file).subarray(0, 20);
  const machine = { x64: 62, arm64: 183 }[process.arch as string];
  return head.subarray(1, 4).toString() === 'ELF' && head.readUInt16LE(18) === machine;
}

/** Newest version of each library that the symbols of a file ask for. */
function needs(file: string): Record<string, number[]> {
  const symbols = execFileSync('objdump', ['-T', path.join(ROOT, file)], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const newest: Record<string, number[]> = {};
  for (const [, name, version] of symbols.matchAll(/\b(GLIBC|GLIBCXX|CXXABI)_(\d+(?:\.\d+)*)\b/g)) {
    const numbers = version!.split('.').map(Number);
    if (!newest[name!] || isNewer(numbers, newest[name!]!)) newest[name!] = numbers;
  }
  return newest;
}

function isNewer(a: readonly number[], b: readonly number[]): boolean {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    if ((a[i] ?? 0) !== (b[i] ?? 0)) return (a[i] ?? 0) > (b[i] ?? 0);
  }
  return false;
}

(there || process.env.CI ? describe : describe.skip)('native dependencies', () => {
  const files = there || process.env.CI ? libraries() : [];

  it('are those of onnxruntime and sharp', () => {
    expect(files.map((file) => path.basename(file)).join(' ')).toMatch(/libonnxruntime\.so/);
    expect(files.map((file) => path.basename(file)).join(' ')).toMatch(/libvips-cpp\.so/);
    expect(files.length).toBeGreaterThanOrEqual(4);
  });

  test.each(files)('%s runs with the glibc and libstdc++ of Ubuntu 20.04', (file) => {
    const asked = needs(file);
    expect(asked.GLIBC).toBeDefined();
    for (const [name, most] of Object.entries(FOCAL)) {
      const version = asked[name] ?? [0];
      expect({ name, version: version.join('.'), tooNew: isNewer(version, most) }).toMatchObject({
        tooNew: false,
      });
    }
  });

  it('would be told from one that is too new', () => {
    expect(isNewer([2, 34], FOCAL.GLIBC)).toBe(true);
    expect(isNewer([2, 4], FOCAL.GLIBC)).toBe(false);
    expect(isNewer([3, 4, 29], FOCAL.GLIBCXX)).toBe(true);
  });
});
