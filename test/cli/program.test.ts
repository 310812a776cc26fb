import { programFor } from '../../src/cli/program';
import { silentInvocation } from '../helpers/in-process';

function namesFor(...argv: string[]): string[] {
  return programFor(silentInvocation(argv)).commands.map((command) => command.name());
}

const all = namesFor();

test.each(all.filter((name) => name !== 'completion'))(
  '%s is the only subcommand that is loaded for it',
  (name) => {
    expect(namesFor(name, '--help')).toEqual([name]);
    expect(namesFor('/camera:=/other', name)).toEqual([name]);
  },
);

test.each([['completion', 'bash'], ['help', 'lap'], ['--help'], ['laps'], ['constructor']])(
  'all are loaded for %s',
  (...argv) => {
    expect(namesFor(...argv)).toEqual(all);
  },
);
