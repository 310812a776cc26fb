import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { probeImage } from '../../src/image/codec';
import { documents, ROOT } from './support/commands';

const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
const manifest = JSON.parse(read('package.json')) as { version: string; license: string };

describe('CITATION.cff', () => {
  const citation = parse(read('CITATION.cff')) as Record<string, unknown>;

  it('has the keys that CFF 1.2.0 requires', () => {
    expect(citation).toMatchObject({
      'cff-version': '1.2.0',
      message: expect.any(String),
      title: 'f1-brain',
      authors: [{ name: expect.any(String) }],
    });
  });

  it('has the version and license of package.json', () => {
    expect([citation.version, citation.license]).toEqual([manifest.version, manifest.license]);
  });
});

describe('the GitHub workflow', () => {
  it('calls .ci/run in a container of Debian 12 with Node.js 20', () => {
    const { jobs } = parse(read('.github/workflows/ci.yml')) as {
      jobs: { test: { container: { image: string }; steps: { run?: string }[] } };
    };
    expect(jobs.test.container.image).toBe('node:20-bookworm');
    expect(jobs.test.steps.map(({ run }) => run)).toContain('.ci/run');
  });
});

describe('README.md', () => {
  it('is at most 120 lines long', () => {
    expect(read('README.md').trimEnd().split('\n').length).toBeLessThanOrEqual(120);
  });

  it('shows an animation of less than 2 MB', async () => {
    const file = /!\[[^\]]*\]\(([^)]+\.webp)\)/.exec(read('README.md'))![1]!;
    const bytes = readFileSync(path.join(ROOT, file));
    expect(bytes.length).toBeLessThan(2e6);
    expect((await probeImage(bytes)).format).toBe('webp');
    // The chunk that makes a WebP move.
    expect(bytes.subarray(0, 100).includes('ANIM')).toBe(true);
  });
});

describe('links between documents', () => {
  const links = documents().flatMap((file) =>
    [...read(file).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
      .map((match) => match[1]!)
      .filter((target) => !/^[a-z]+:/.test(target))
      .map((target) => [file, target] as const),
  );

  it('there are some', () => expect(links.length).toBeGreaterThan(50));

  it.each(links)('%s: %s is there', (file, target) => {
    expect(existsSync(path.join(ROOT, path.dirname(file), target))).toBe(true);
  });
});
