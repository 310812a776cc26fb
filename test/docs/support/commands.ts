import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const ROOT = path.resolve(__dirname, '..', '..', '..');

/** A command that the documentation tells a reader to type. */
export interface DocumentedCommand {
  /** Without its comment; continued lines are joined. */
  readonly text: string;
  readonly file: string;
  readonly line: number;
}

/** What a line begins with that is a command, in prose too. */
const PROGRAM =
  /^(?:[A-Z_]+=\S+ )*(?:(?:npx|npm|f1-brain|node|bash|sh|docker|apt-get|source|export|cd|git|ros[a-z]+|rqt\w*|curl|python3|pip|gzserver) |catkin_make|\.ci\/run|\.\/)/;

/** README, CONTRIBUTING, docs, and the guides to examples and training: Markdown that users read. */
export function documents(): string[] {
  const docs = readdirSync(path.join(ROOT, 'docs'))
    .filter((file) => file.endsWith('.md'))
    .map((file) => path.join('docs', file));
  return ['README.md', 'CONTRIBUTING.md', ...docs.sort(), 'examples/README.md', 'training/README.md'].filter(
    (file) => existsSync(path.join(ROOT, file)),
  );
}

/** Commands of one document: lines of its shell fences, and code in its prose that begins like one. */
export function commandsOf(
  file: string,
  markdown = readFileSync(path.join(ROOT, file), 'utf8'),
): DocumentedCommand[] {
  const commands: DocumentedCommand[] = [];
  let fence: { language: string; text: string; line: number } | null = null;
  const prose: string[] = [];
  for (const [index, line] of markdown.split('\n').entries()) {
    const mark = /^ *```(\w*)/.exec(line);
    prose.push(mark || fence ? '' : line);
    if (mark) {
      fence = fence ? null : { language: mark[1]!, text: '', line: 0 };
      continue;
    }
    if (!fence) {
      const indented = /^ {4}(\S.*?)(?:\s+#\s.*)?$/.exec(line)?.[1];
      if (indented && PROGRAM.test(indented)) commands.push({ text: indented, file, line: index + 1 });
      continue;
    }
    if (fence.text === '') fence.line = index + 1;
    fence.text += line.replace(/(^|\s+)#(\s.*)?$/, '').trim();
    if (fence.text.endsWith('\\')) {
      fence.text = `${fence.text.slice(0, -1).trimEnd()} `;
      continue;
    }
    const isShell = ['sh', 'bash'].includes(fence.language);
    if (
      fence.text !== '' &&
      (isShell || (['', 'text'].includes(fence.language) && PROGRAM.test(fence.text)))
    ) {
      commands.push({ text: fence.text, file, line: fence.line });
    }
    fence.text = '';
  }
  const text = prose.join('\n');
  for (const match of text.matchAll(/(?<!`)`([^`]+)`(?!`)/g)) {
    const code = match[1]!.replace(/\s+/g, ' ').replaceAll('\\|', '|').trim();
    if (!PROGRAM.test(code)) continue;
    commands.push({ text: code, file, line: text.slice(0, match.index).split('\n').length });
  }
  return commands;
}

/** Those of all documents, in their order. */
export function documentedCommands(): DocumentedCommand[] {
  return documents().flatMap((file) => commandsOf(file));
}
