/** Where text goes: standard output or standard error of a process, or what stands in for them. */
export interface TextSink {
  write(text: string): unknown;
  /** Whether it is a terminal, on which a line can be rewritten. */
  readonly isTTY?: boolean;
  /** Width of the terminal in characters. */
  readonly columns?: number;
}
