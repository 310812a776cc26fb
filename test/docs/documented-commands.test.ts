import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ACCOUNTS, isMention } from './support/accounts';
import { commandsOf, documentedCommands, ROOT } from './support/commands';
import { mistakesOf } from './support/syntax';

const documented = documentedCommands();
const texts = [...new Set(documented.map(({ text }) => text))];

describe('each documented command', () => {
  it('is accounted for in test/docs/support/accounts.ts', () => {
    const missing = documented.filter(({ text }) => !(text in ACCOUNTS) && !isMention(text));
    expect(missing.map(({ file, line, text }) => `${file}:${line}: ${text}`)).toEqual([]);
  });

  it('and each account belongs to a command that is still documented', () => {
    expect(Object.keys(ACCOUNTS).filter((text) => !texts.includes(text))).toEqual([]);
    expect(texts.length).toBeGreaterThan(60);
  });

  test.each(texts)('%s: names, options and files are there', async (text) => {
    expect(await mistakesOf(text)).toEqual([]);
  });

  test.each(texts.filter((text) => 'by' in (ACCOUNTS[text] ?? {})))(
    '%s: is run by the test that is named',
    (text) => {
      const account = ACCOUNTS[text] as { by: string; mentions: string };
      expect(existsSync(path.join(ROOT, account.by))).toBe(true);
      expect(readFileSync(path.join(ROOT, account.by), 'utf8')).toContain(account.mentions);
    },
  );
});

describe('what is found in a document', () => {
  const found = (markdown: string) => commandsOf('x.md', markdown).map(({ text }) => text);

  it('are lines of shell fences without comments, continued lines joined', () => {
    expect(found('```sh\nnpm ci   # installs\n# a comment\nnode a.js \\\n  --b\n```\n')).toEqual([
      'npm ci',
      'node a.js --b',
    ]);
  });

  it('are commands in fences without a language, in indented blocks and in prose, broken lines included', () => {
    expect(
      found('```text\nnpx f1-brain lap\nout\n```\n    bash x.sh\nCall `rosservice call\n/a` or `x.y`.\n'),
    ).toEqual(['npx f1-brain lap', 'bash x.sh', 'rosservice call /a']);
  });
});

describe('what a documented command is checked for', () => {
  test.each([
    ['npx f1-brain lap --no-such', ['f1-brain lap has no --no-such']],
    ['f1-brain drive', ["f1-brain has no 'drive'"]],
    ['npx f1-brain dataset record|lose x', ["f1-brain has no 'dataset lose'"]],
    ['npm run nothing', ["package.json has no script 'nothing'"]],
    ['npm run laps -- --nothing', ['bench/laps.ts has no --nothing']],
    ['npx jiti bench/nothing.ts', ['there is no bench/nothing.ts']],
    ['bash training/run.sh pilotnet --nothing', ['training/run.sh has no --nothing']],
    ['roslaunch f1_brain nothing.launch', ['there is no launch/nothing.launch']],
    ['roslaunch f1_brain brain.launch nothing:=1', ['launch/brain.launch has no argument nothing']],
    ['rosrun f1_brain nothing', ['there is no nodes/nothing']],
    ['rosrun f1_brain brain --nothing camera:=/x', ['f1-brain run has no --nothing']],
    ['rosservice call /f1_brain/nothing', ['the node has no service ~nothing']],
    ['docker build --target nothing .', ['Dockerfile has no stage nothing']],
    ['docker run f1-brain f1-brain lap --nothing', ['f1-brain lap has no --nothing']],
    ['docker run f1-brain /opt/f1_brain/nothing.sh', ['there is no nothing.sh']],
    ['docker build --build-arg NO_IMAGE=x .', ['Dockerfile has no ARG NO_IMAGE']],
    ['docker compose --profile nothing up', ['compose.yml has no profile nothing']],
  ])('%s', async (command, mistakes) => {
    expect(await mistakesOf(command)).toEqual(mistakes);
  });
});
