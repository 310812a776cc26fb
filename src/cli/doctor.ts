import type { Command } from 'commander';
import { examine } from '../session/doctor/doctor';
import type { Finding } from '../session/doctor/finding';
import { escapeText } from '../support/terminal/escape';
import { type Style, styled } from '../support/terminal/style';
import { type TextSink, writeCodes } from '../support/terminal/text-sink';
import type { Invocation } from './io';

const MARKS: Readonly<Record<Finding['state'], readonly [text: string, style: Style]>> = {
  ok: ['ok', 'green'],
  optional: ['optional', 'dim'],
  missing: ['missing', 'yellow'],
  broken: ['BROKEN', 'red'],
};

export function addDoctor(program: Command, cli: Invocation): Command {
  return program
    .command('doctor')
    .description('show what is installed and what is missing, one line each, and what to do')
    .argument('[file]', 'a brain to check as well: a name in brains/ or models/, or the path of a YAML file')
    .option('--json', 'print the findings as one JSON object on standard output', false)
    .addHelpText(
      'after',
      '\nExit code 0: everything that driving in the built-in world needs is there, and the file can be driven.',
    )
    .action(async (file: string | undefined, { json }: { json: boolean }) => {
      const findings: Finding[] = [];
      for await (const finding of examine(cli.env, file)) {
        findings.push(finding);
        if (!json) writeCodes(cli.stdout, `${formatFinding(finding, cli.stdout)}\n`);
      }
      if (json) cli.stdout.write(`${JSON.stringify({ findings })}\n`);
      cli.finish(findings.some(({ state }) => state === 'broken') ? 1 : 0);
    });
}

function formatFinding({ state, what, found, todo }: Finding, sink: TextSink): string {
  const [text, style] = MARKS[state];
  const mark = styled(sink, style, text.padEnd(9));
  return mark + escapeText(`${what.padEnd(25)} ${found}${todo === null ? '' : `; ${todo}`}`);
}
