import type { CompletedArgument, CompletedCommand, CompletedOption, Values } from './tree';

const NAMES_OR = '_f1_brain_names_or';

/** A completion script for zsh: a file of $fpath, or to be sourced after compinit. */
export function zshCompletion(program: CompletedCommand): string {
  const name = functionOf([program.name]);
  return `#compdef ${program.name}
# Completion of ${program.name} for zsh. Written by: ${program.name} completion zsh

# Completes names, and paths by the function that is the first argument.
${NAMES_OR}() {
  local paths=$1
  shift
  _alternative "names:name:($*)" "files:file:$paths"
}

${functions(program, [program.name]).join('\n\n')}

if [[ $funcstack[1] == ${name} ]]; then
  ${name} "$@"
else
  compdef ${name} ${program.name}
fi
`;
}

/** The name of the file in $fpath has to be that of the first function. */
function functionOf(words: readonly string[]): string {
  return `_${words.join('-')}`;
}

function functions(command: CompletedCommand, words: readonly string[]): string[] {
  const own = command.commands.length > 0 ? group(command, words) : leaf(command, words);
  return [own, ...command.commands.flatMap((sub) => functions(sub, [...words, sub.name]))];
}

function leaf({ options, arguments: given }: CompletedCommand, words: readonly string[]): string {
  const specs = [...options.flatMap(optionSpecs), ...given.map(argumentSpec)];
  // More values of an option that takes several look like arguments.
  const variadic = options.find(({ isVariadic }) => isVariadic);
  if (given.length === 0 && variadic?.values) specs.push(`*:value:${action(variadic.values)}`);
  return `${functionOf(words)}() {
  _arguments -s -S \\
${specs.map((spec) => `    ${quote(spec)}`).join(' \\\n')}
}`;
}

function group({ commands, options }: CompletedCommand, words: readonly string[]): string {
  const name = functionOf(words);
  const described = commands.map((sub) => quote(`${sub.name.replaceAll(':', '\\:')}:${sub.description}`));
  return `${name}() {
  local curcontext=$curcontext state line
  typeset -A opt_args
  _arguments -C \\
${options
  .flatMap(optionSpecs)
  .map((spec) => `    ${quote(spec)}`)
  .join(' \\\n')} \\
    '1: :->command' \\
    '*:: :->rest'
  case $state in
    command)
      local -a commands=(
${described.map((entry) => `        ${entry}`).join('\n')}
      )
      _describe command commands
      ;;
    rest)
      case $line[1] in
${commands.map((sub) => `        ${sub.name}) ${functionOf([...words, sub.name])} ;;`).join('\n')}
      esac
      ;;
  esac
}`;
}

/** One for each spelling; a spelling excludes the others. */
function optionSpecs({ flags, description, values, isVariadic }: CompletedOption): string[] {
  const excluded = flags.length > 1 ? `(${flags.join(' ')})` : '';
  return flags.map((flag) => {
    const start = isVariadic ? `*${flag}` : `${excluded}${flag}`;
    const text = `[${description.replace(/[[\]\\]/g, '\\$&')}]`;
    if (values === null) return `${start}${text}`;
    return `${start}${flag.startsWith('--') ? '=' : ''}${text}:value:${action(values)}`;
  });
}

function argumentSpec({ name, values, isVariadic }: CompletedArgument, index: number): string {
  return `${isVariadic ? '*' : index + 1}:${name}:${action(values)}`;
}

function action({ words, paths, isList }: Values): string {
  const list = words.map((word) => word.replace(/[\s():\\]/g, '\\$&')).join(' ');
  const files = paths === null ? null : paths === 'folders' ? '_files -/' : '_files';
  if (isList) return `_sequence compadd - ${list}`;
  if (words.length === 0) return files ?? ' ';
  if (files === null) return `(${list})`;
  // The space keeps _arguments from adding options for compadd.
  return ` ${NAMES_OR} ${quote(files)} ${list}`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
