import { Argument, type Command } from 'commander';
import { bashCompletion } from './completion/bash';
import { completionTree } from './completion/tree';
import { findKnownValues } from './completion/values';
import { zshCompletion } from './completion/zsh';
import type { Invocation } from './io';

const SHELLS = { bash: bashCompletion, zsh: zshCompletion } as const;

export function addCompletion(program: Command, cli: Invocation): Command {
  return program
    .command('completion')
    .description('print a script with which bash or zsh completes f1-brain')
    .addArgument(new Argument('<shell>', 'shell that completes').choices(Object.keys(SHELLS)))
    .addHelpText(
      'after',
      '\nbash: add this line to ~/.bashrc:    source <(f1-brain completion bash)' +
        '\nzsh: write a file in your $fpath:    f1-brain completion zsh > "$fpath[1]/_f1-brain"' +
        '\nNames of brains, circuits and models are those of the moment: run it again when they change.',
    )
    .action((shell: keyof typeof SHELLS) => {
      cli.stdout.write(SHELLS[shell](completionTree(program, findKnownValues())));
      cli.finish(0);
    });
}
