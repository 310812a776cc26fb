import type { CompletedCommand, Values } from './tree';

/** The commands below the root, each with its words after the program's name. */
function* below(
  command: CompletedCommand,
  words: readonly string[] = [],
): Generator<[string, CompletedCommand]> {
  yield [words.join(' '), command];
  for (const subcommand of command.commands) yield* below(subcommand, [...words, subcommand.name]);
}

/** A completion script for bash 4 and later. Paths are left to readline, which quotes them. */
export function bashCompletion(program: CompletedCommand): string {
  const name = `_${program.name.replace(/\W/g, '_')}`;
  const commands = [...below(program)];
  return `# Completion of ${program.name} for bash. Written by: ${program.name} completion bash

# Sets words, paths and separator for a key: COMMAND --option, or COMMAND and the number of an argument.
${name}_values() {
  words='' paths='' separator=''
  case $1 in
${valueCases(commands)}
  esac
}

# Whether an option takes a value ("one" or "many" is printed), by COMMAND --option.
${name}_takes() {
  case $1 in
${takesCases(commands)}
  esac
}

${completeFunction(name, commandPatterns(commands))}

complete -F ${name} ${program.name}
`;
}

/** The function that readline calls.
 *  @param name of the function, and the beginning of the names of its helpers
 *  @param patterns of the commands and the words before them */
function completeFunction(name: string, patterns: string): string {
  return `${name}() {
  local cur=\${COMP_WORDS[COMP_CWORD]} command='' option='' takes='' position=0
  local i word words paths separator prefix='' line
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    # Readline splits --option=value into three words.
    [[ $word == '=' ]] && continue
    if [[ -n $option && ! ($takes == many && $word == -*) ]]; then
      [[ $takes == one ]] && option=''
      continue
    fi
    option=''
    if [[ $word == -* ]]; then
      takes=$(${name}_takes "$command $word")
      [[ -n $takes ]] && option=$word
      continue
    fi
    case "$command $word" in
      ${patterns}) command="\${command:+$command }$word" position=0 ;;
      *) position=$((position + 1)) ;;
    esac
  done
  [[ $cur == '=' ]] && cur=''
  if [[ -n $option && ! ($takes == many && $cur == -*) ]]; then
    ${name}_values "$command $option"
  elif [[ $cur == -* ]]; then
    ${name}_values "$command -"
  else
    ${name}_values "$command $position"
  fi
  if [[ -n $separator ]]; then
    prefix=\${cur%"\${cur##*"$separator"}"}
    cur=\${cur##*"$separator"}
  fi
  while IFS= read -r line; do
    # A list names each word once.
    [[ ",$prefix" == *",$line,"* ]] && continue
    COMPREPLY+=("$prefix$line")
  done < <(compgen -W "$words" -- "$cur")
  case $paths in
    files) compopt -o default ;;
    folders) compopt -o dirnames ;;
  esac
}`;
}

/** Keys with the same values share a case. */
function valueCases(commands: readonly [string, CompletedCommand][]): string {
  const cases = new Map<string, string[]>();
  const add = (key: string, body: string) => {
    if (body !== '') cases.set(body, [...(cases.get(body) ?? []), key]);
  };
  for (const [words, { options, commands: subcommands, arguments: given }] of commands) {
    const flags = options.flatMap((option) => option.flags);
    add(quote(`${words} -`), assignments({ words: flags, paths: null, isList: false }));
    const names = subcommands.map(({ name }) => name);
    if (names.length > 0) add(quote(`${words} 0`), assignments({ words: names, paths: null, isList: false }));
    for (const [i, { values, isVariadic }] of given.entries()) {
      add(isVariadic ? `${quote(`${words} `)}[0-9]*` : quote(`${words} ${i}`), assignments(values));
    }
    for (const { flags, values } of options) {
      if (values) for (const flag of flags) add(quote(`${words} ${flag}`), assignments(values));
    }
  }
  return [...cases].map(([body, keys]) => `    ${keys.join(' | ')})\n      ${body}\n      ;;`).join('\n');
}

function takesCases(commands: readonly [string, CompletedCommand][]): string {
  const keys: Record<'one' | 'many', string[]> = { one: [], many: [] };
  for (const [words, { options }] of commands) {
    for (const { flags, values, isVariadic } of options) {
      if (values === null) continue;
      keys[isVariadic ? 'many' : 'one'].push(...flags.map((flag) => quote(`${words} ${flag}`)));
    }
  }
  return Object.entries(keys)
    .filter(([, patterns]) => patterns.length > 0)
    .map(([takes, patterns]) => `    ${patterns.join(' | ')}) echo ${takes} ;;`)
    .join('\n');
}

function commandPatterns(commands: readonly [string, CompletedCommand][]): string {
  return commands
    .filter(([words]) => words !== '')
    .map(([words]) => quote(words.includes(' ') ? words : ` ${words}`))
    .join(' | ');
}

function assignments({ words, paths, isList }: Values): string {
  return [
    ...(words.length > 0 ? [`words=${quote(words.join(' '))}`] : []),
    ...(paths === null ? [] : [`paths=${paths}`]),
    ...(isList ? ["separator=','"] : []),
  ].join(' ');
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
