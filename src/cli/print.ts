import { escapeText } from '../support/terminal/escape';
import { styled } from '../support/terminal/style';
import { writeCodes } from '../support/terminal/text-sink';
import type { Invocation } from './io';

/** One line to standard error about what went wrong. */
export function printError({ stderr }: Pick<Invocation, 'stderr'>, message: string): void {
  writeCodes(stderr, `${styled(stderr, 'red', 'f1-brain:')} ${escapeText(message)}\n`);
}

/** One object, or list, and nothing else on standard output. */
export function printJson({ stdout }: Pick<Invocation, 'stdout'>, value: unknown): void {
  stdout.write(formatJson(value));
}

export function printLines({ stdout }: Pick<Invocation, 'stdout'>, lines: readonly string[]): void {
  stdout.write(`${lines.join('\n')}\n`);
}

/** As files and standard output have it: indented by two, with a newline at the end. */
export function formatJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
