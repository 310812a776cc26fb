import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ACCOUNTS, type Run } from './support/accounts';
import { Clone } from './support/clone';
import { documentedCommands, ROOT } from './support/commands';

const texts = [...new Set(documentedCommands().map(({ text }) => text))];

describe('in a clone of the project', () => {
  const clone = new Clone();

  afterAll(() => clone.remove());

  it('npx finds the program', () => {
    const said = execFileSync('npx', ['f1-brain', '--version'], { cwd: clone.folder, encoding: 'utf8' });
    const { version } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
      version: string;
    };
    expect(said.trim()).toBe(version);
  });

  // In the documents' order: what one command leaves, a later one reads.
  test.each(texts.filter((text) => 'run' in (ACCOUNTS[text] ?? {})))(
    '%s',
    async (text) => {
      const account = ACCOUNTS[text] as Run;
      for (const before of account.before ?? []) await clone.run(before);
      const said = await clone.run(account.run === 'as it stands' ? text : account.run.as, account.until);
      if (account.says) expect(said).toMatch(account.says);
    },
    300_000,
  );
});
