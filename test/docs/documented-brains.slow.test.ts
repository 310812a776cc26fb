import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeRing } from '../helpers/command-line';
import { run } from '../helpers/in-process';
import { sample } from '../helpers/thorough';
import { ROOT } from './support/commands';

const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-documented-'));
const ring = writeRing(folder);
let laps = 0;

const pages = [
  'README.md',
  ...readdirSync(path.join(ROOT, 'docs')).map((page) => path.join('docs', page)),
].filter((page) => page.endsWith('.md'));

/** Blocks of code in the pages, in one language. */
function blocks(language: string): { readonly page: string; readonly text: string }[] {
  return pages.flatMap((page) => {
    const text = readFileSync(path.join(ROOT, page), 'utf8');
    const found = text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'));
    return [...found].map(([, block]) => ({ page, text: block! }));
  });
}

const brains = blocks('yaml').filter(({ text }) => text.startsWith('Behaviors:'));
const moduleOf = (text: string) => /BrainPath: (\.\/\S+\.ts)$/m.exec(text)?.[1] ?? null;

/** Writes a documented brain as its page shows it, with its module beside it. */
function write({ page, text }: { readonly page: string; readonly text: string }): string {
  const module = moduleOf(text);
  if (module !== null) {
    const code = blocks('ts').find(
      (block) => block.page === page && block.text.includes('export default function'),
    );
    writeFileSync(path.join(folder, module), code!.text);
  }
  const file = path.join(folder, `documented-${++laps}.yml`);
  writeFileSync(file, text);
  return file;
}

async function drive(file: string, ...options: string[]) {
  const out = path.join(folder, `out-${++laps}`);
  const ended = await run([
    'lap',
    file,
    ...options,
    '--world',
    'lockstep',
    '--no-record',
    '--json',
    '--out',
    out,
  ]);
  return ended.stdout === '' ? ended : (JSON.parse(ended.stdout) as Record<string, unknown>);
}

describe('a brain that the docs show', () => {
  it('is found where there is one', () => {
    expect(brains.map(({ page }) => page).sort()).toEqual(
      [
        'README.md',
        'docs/brains.md',
        'docs/brains.md',
        'docs/cars.md',
        'docs/from-behaviormetrics.md',
      ].sort(),
    );
    expect(brains.filter(({ text }) => moduleOf(text) !== null)).toHaveLength(1);
  });

  it.each(brains.map((brain, i) => [`${brain.page}, ${i + 1}`, brain] as const))(
    'drives: %s',
    async (_, brain) => {
      expect(await drive(write(brain), '--circuit', ring)).toMatchObject({
        completed: true,
        wall_contacts: 0,
      });
    },
  );

  const own = brains.find(({ text }) => moduleOf(text) !== null)!;
  const courses = [
    ['simple_circuit', 'forward'],
    ['montreal_line', 'reverse'],
  ] as const;

  it.each(sample(courses, 1))(
    'as a module of its own completes a lap of %s, %s, as its page says',
    async (circuit, direction) => {
      const options = ['--circuit', circuit, '--direction', direction];
      expect(await drive(write(own), ...options)).toMatchObject({ completed: true, wall_contacts: 0 });
    },
  );
});
