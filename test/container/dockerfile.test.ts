import { execFileSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { type Dockerfile, DockerfileParser } from 'dockerfile-ast';
import { validate } from 'dockerfile-utils';
import { DOCKERFILES, HOME_IN_IMAGE, ROOT, read } from './support/files';

interface Instruction {
  readonly name: string;
  readonly text: string;
}

/** The instructions of each stage, the one with FROM first. */
function stages(dockerfile: Dockerfile): Instruction[][] {
  const found: Instruction[][] = [];
  for (const instruction of dockerfile.getInstructions()) {
    if (instruction.getKeyword() === 'FROM') found.push([]);
    found.at(-1)?.push({
      name: instruction.getKeyword(),
      text: (instruction.getRawArgumentsContent() ?? '').replace(/\\\n/g, ' '),
    });
  }
  return found;
}

const last = (stage: Instruction[], name: string) => stage.findLast((one) => one.name === name)?.text;
const stageName = (stage: Instruction[]) => /AS (\w+)$/.exec(stage[0]!.text)?.[1];

/** What git would give a fresh clone, which is what an image is built of. */
const tracked = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], {
  cwd: ROOT,
  encoding: 'utf8',
})
  .trim()
  .split('\n');

describe.each(DOCKERFILES)('%s', (file) => {
  const text = read(file);
  const dockerfile = DockerfileParser.parse(text);

  it('has nothing that the linter complains of', () => {
    expect(validate(text, { instructionWorkdirRelative: 2, instructionCmdMultiple: 2 })).toEqual([]);
  });

  it('takes each base image by a tag that names a version, which a build argument can replace by a digest', () => {
    const names = dockerfile.getInitialARGs().map((arg) => arg.getProperty()!);
    expect(names.length).toBeGreaterThanOrEqual(2);
    for (const name of names) expect(name.getValue()).toMatch(/^[\w/]+:(noetic-|\d+\.\d+\.\d+-)[\w.-]+$/);
    const known = new Set(stages(dockerfile).map(stageName));
    for (const from of dockerfile.getFROMs()) {
      const image = from.getImage()!;
      const variable = /^\$\{(\w+)\}$/.exec(image)?.[1];
      const declared = names.some((name) => name.getName() === variable);
      expect({ image, known: known.has(image) || declared }).toEqual({ image, known: true });
    }
  });

  it('ends each image that is run as a user without privileges', () => {
    const run = stages(dockerfile).filter((stage) => last(stage, 'CMD') !== undefined);
    expect(run.length).toBeGreaterThanOrEqual(1);
    for (const stage of run) expect(last(stage, 'USER')).toBe('driver');
  });

  it('copies what a fresh clone has and .dockerignore lets through', () => {
    const copies = dockerfile
      .getCOPYs()
      .filter((copy) => copy.getFromFlag() === null)
      .map((copy) => ({ text: copy.getArgumentsContent()! }));
    expect(copies.length).toBeGreaterThanOrEqual(2);
    const ignored = read('.dockerignore').split('\n');
    for (const { text } of copies) {
      for (const source of text.split(/\s+/).slice(0, -1)) {
        if (source === '.') continue;
        expect(tracked).toContain(source);
        expect(ignored).not.toContain(source.split('/')[0]);
      }
    }
  });

  it('runs scripts that are there and may be run', () => {
    const named = [...text.matchAll(/(?:\/opt\/f1_brain\/)?(scripts\/container\/[\w.-]+\.(?:sh|mjs))/g)];
    expect(named.length).toBeGreaterThanOrEqual(2);
    for (const [, script] of named) expect(statSync(path.join(ROOT, script!)).mode & 0o111).not.toBe(0);
  });

  it('tells in its labels the version and licence of package.json', () => {
    const manifest = JSON.parse(read('package.json')) as { version: string; license: string };
    const labels = stages(dockerfile)
      .flat()
      .filter(({ name }) => name === 'LABEL');
    expect(labels).toHaveLength(1);
    expect(labels[0]!.text).toContain(`org.opencontainers.image.version="${manifest.version}"`);
    expect(labels[0]!.text).toContain(`org.opencontainers.image.licenses="${manifest.license}"`);
  });

  it('puts the package where its scripts are called, and f1-brain on the path', () => {
    expect(text).toContain(`RUN scripts/container/build.sh ${HOME_IN_IMAGE}\n`);
    expect(text).toContain(`COPY --from=build ${HOME_IN_IMAGE} ${HOME_IN_IMAGE}\n`);
    expect(text).toContain(`ln -s ${HOME_IN_IMAGE}/dist/cli/main.js /usr/local/bin/f1-brain\n`);
  });
});

describe('.dockerignore', () => {
  it('names files and folders that exist or that work leaves behind', () => {
    const left = ['node_modules', 'dist', 'out', 'coverage', '.git'];
    const names = read('.dockerignore')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#') && !line.includes('*'));
    expect(names.filter((name) => !left.includes(name) && !existsSync(path.join(ROOT, name)))).toEqual([]);
  });

  it('keeps nothing from the build that the build script copies', () => {
    const copied = /^cp -R (.+) "\$to\/"$/m.exec(read('scripts/container/build.sh'))![1]!.split(' ');
    expect(copied).toContain('models');
    const made = ['dist', 'node_modules'];
    const ignored = read('.dockerignore').split('\n');
    for (const name of copied.filter((one) => !made.includes(one))) {
      expect(existsSync(path.join(ROOT, name))).toBe(true);
      expect(ignored).not.toContain(name);
    }
  });
});
