import type { Argument, Command, Option } from 'commander';

/** Proposals for an option's value or an argument; empty where only the user can know it. */
export interface Values {
  readonly words: readonly string[];
  readonly paths: 'files' | 'folders' | null;
  /** Several words, separated by commas. */
  readonly isList: boolean;
}

export interface CompletedOption {
  /** As typed: `-h` and `--help`. */
  readonly flags: readonly string[];
  readonly description: string;
  /** As help shows it: the `folder` of `--out <folder>`; empty for an option without a value. */
  readonly placeholder: string;
  /** Null for an option without a value. */
  readonly values: Values | null;
  readonly isVariadic: boolean;
}

export interface CompletedArgument {
  readonly name: string;
  readonly values: Values;
  readonly isVariadic: boolean;
}

export interface CompletedCommand {
  readonly name: string;
  readonly description: string;
  readonly options: readonly CompletedOption[];
  readonly arguments: readonly CompletedArgument[];
  readonly commands: readonly CompletedCommand[];
}

/** Finds the values of an option or argument by its key (`--circuit` or `circuit`) or its placeholder. */
export type FindValues = (key: string, placeholder: string) => Values;

/** The command with all that help shows of it, as a shell completes it. */
export function completionTree(command: Command, find: FindValues): CompletedCommand {
  const help = command.createHelp();
  const commands = help.visibleCommands(command);
  const names = command.commands.map((subcommand) => subcommand.name());
  return {
    name: command.name(),
    description: command.summary() || command.description(),
    options: help.visibleOptions(command).map((option) => completedOption(option, find)),
    arguments: command.registeredArguments.map((argument) => completedArgument(argument, find)),
    // The command that commander adds takes the name of another.
    commands: commands.map((subcommand) =>
      completionTree(subcommand, command.commands.includes(subcommand) ? find : () => words(names)),
    ),
  };
}

function completedOption(option: Option, find: FindValues): CompletedOption {
  const { short, long, flags, description, required, optional, variadic, argChoices } = option;
  const placeholder = /[<[](\w+)/.exec(flags)?.[1] ?? '';
  return {
    flags: [short, long].filter((flag) => flag !== undefined && flag !== null),
    description,
    placeholder,
    values: required || optional ? valuesOf(argChoices, () => find(long ?? '', placeholder)) : null,
    isVariadic: variadic,
  };
}

function completedArgument(argument: Argument, find: FindValues): CompletedArgument {
  const name = argument.name();
  return {
    name,
    values: valuesOf(argument.argChoices, () => find(name, name)),
    isVariadic: argument.variadic,
  };
}

function valuesOf(choices: readonly string[] | undefined, find: () => Values): Values {
  return choices ? words(choices) : find();
}

function words(words: readonly string[]): Values {
  return { words, paths: null, isList: false };
}
