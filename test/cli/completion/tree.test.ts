import { type CompletedCommand, completionTree } from '../../../src/cli/completion/tree';
import { findKnownValues } from '../../../src/cli/completion/values';
import { programFor } from '../../../src/cli/program';
import { silentInvocation } from '../../helpers/in-process';

/** Placeholders of what only the user can know: numbers, topics, addresses, names within a model. */
const UNKNOWN = [
  ...['number', 'ms', 'hz', 'seconds', 'days', 'share', 'factor', 'radps', 'px', 'address', 'port'],
  ...['pixels', 'metres', 'points'],
  ...['--odometry-topic', '--clock-topic', '--command-topic', '--decision-topic', '--camera-topic'],
  '--keep-float',
  '--label-units',
  ...['--name', '--walls', '--start-pose', '--queue', '--labels', '--live-token', '--node'],
];

const tree = completionTree(programFor(silentInvocation()), findKnownValues());

function all(command: CompletedCommand): CompletedCommand[] {
  return [command, ...command.commands.flatMap(all)];
}

test('every option and argument is completed, or known to be the user’s', () => {
  const bare = ({ words, paths }: { words: readonly string[]; paths: unknown }) =>
    words.length === 0 && paths === null;
  const without = all(tree).flatMap(({ name, options, arguments: given }) => [
    ...options.flatMap(({ flags, values, placeholder }) =>
      values && bare(values) && !UNKNOWN.includes(placeholder) && !UNKNOWN.includes(flags.at(-1)!)
        ? [`${name} ${flags.at(-1)} <${placeholder}>`]
        : [],
    ),
    ...given.flatMap((argument) => (bare(argument.values) ? [`${name} <${argument.name}>`] : [])),
  ]);
  expect(without).toEqual([]);
});

test('a hidden command or option is left out, help is there', () => {
  const program = programFor(silentInvocation());
  program.command('secret', { hidden: true });
  const { commands, options } = completionTree(program, findKnownValues());
  expect(commands.map(({ name }) => name)).not.toContain('secret');
  expect(commands.at(-1)).toMatchObject({ name: 'help', arguments: [{ name: 'command' }] });
  expect(options.map(({ flags }) => flags)).toEqual([
    ['-V', '--version'],
    ['-h', '--help'],
  ]);
});
