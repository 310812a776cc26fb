import { Command, CommanderError, InvalidArgumentError, type Option } from 'commander';
import { messageOf } from '../../src/errors';

export { integerFrom } from '../../src/cli/options/parsers';

/** A program beside the package, with --help and options as f1-brain has them.
 *  @param usage how to call it, for example `npm run bench --` */
export function program(usage: string, description: string): Command {
  return new Command(usage).description(description).configureHelp({ optionDescription }).exitOverride();
}

/** Defaults as the user would write them. */
function optionDescription({ description, defaultValue }: Option): string {
  const list = defaultValue instanceof Map ? [...defaultValue.keys()] : [defaultValue].flat();
  const text = list.filter((value) => value !== undefined && value !== false).join(',');
  return text === '' ? description : `${description} (default: ${text})`;
}

/** Reads the arguments and runs the program's action. Exit code 2 for a wrong option, 1 where the action fails; both
 *  are one line on standard error. */
export async function runProgram(
  command: Command,
  args: readonly string[] = process.argv.slice(2),
): Promise<void> {
  try {
    await command.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander has said it.
      process.exitCode = error.exitCode === 0 ? 0 : 2;
      return;
    }
    process.stderr.write(`${messageOf(error)}\n`);
    process.exitCode = 1;
  }
}

/** Reads names with commas between them. */
export function names(text: string): string[] {
  const list = text.split(',').map((name) => name.trim());
  if (list.includes('')) throw new InvalidArgumentError('Names with commas between them are needed.');
  return list;
}

/** Reads names of `known`, with commas between them. */
export function namesOf<Name extends string>(known: readonly Name[]): (text: string) => Name[] {
  return (text) =>
    names(text).map((name) => {
      const found = known.find((one) => one === name);
      if (found === undefined) {
        throw new InvalidArgumentError(`${name} is unknown: choose from ${known.join(', ')}.`);
      }
      return found;
    });
}

/** Reads a number above 0. */
export function positiveNumber(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new InvalidArgumentError('A number above 0 is needed.');
  return value;
}

/** Tells the person at the terminal how far the program is. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
