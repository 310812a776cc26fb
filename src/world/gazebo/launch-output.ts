import { stripVTControlCharacters } from 'node:util';

/** roslaunch's line for a node with the name of Gazebo's. */
const NODE = /\[(?:[^\]\s]*\/)?gazebo-\d+\]/;
const STARTED = /: started with pid \[\d+\]/;
const OVER = /process has (?:died \[pid \d+, (exit code -?\d+)|finished cleanly)/;
const PROBLEM =
  /\[\s*(?:ERROR|FATAL)\b|\[Err\]|\b(?:RLException|Exception|Error|ERROR)\b|not found|annot |nvalid |terminate called|Segmentation fault|already in use/;
/** Where roslaunch only says that there was one, and of a machine without a sound card. */
const SAYS_NOTHING = /^The traceback|process has died|has died!|^=+|^log file:|^(?:ALSA|AL) lib/;
/** The title of a terminal's window. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const TITLE = /\u001b\]\d*;[^\u0007]*\u0007/g;
const LONGEST_LINE = 500;

/** Reads what roslaunch and its nodes write. */
export class LaunchOutput {
  /** Whether the simulator has been started. */
  hadStarted = false;
  /** How the simulator ended; null while it has not. */
  over: string | null = null;
  #problem: string | null = null;
  #line: string | null = null;
  #isNamed = false;

  /** @returns the line without control characters */
  add(written: string): string {
    const line = stripVTControlCharacters(written.replace(TITLE, '')).trimEnd();
    if (NODE.test(line) && STARTED.test(line)) this.hadStarted = true;
    const isOver = OVER.exec(line);
    // Of a required node the line before has the name.
    const isNamed = NODE.test(line) || (this.#isNamed && /^\s*process has/.test(line));
    if (isOver !== null && isNamed) this.over ??= isOver[1] ?? 'exit code 0';
    this.#isNamed = NODE.test(line);
    if (line.trim() === '' || SAYS_NOTHING.test(line)) return line;
    this.#line = line;
    if (PROBLEM.test(line)) this.#problem = line;
    return line;
  }

  /** The last line that tells of a problem; else, of a simulator that was never started, the last one. */
  get lastProblem(): string | null {
    const line = this.hadStarted ? null : this.#line;
    return (this.#problem ?? line)?.trim().slice(0, LONGEST_LINE) ?? null;
  }
}
