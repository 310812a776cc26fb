import { escapeControls } from '../../../errors';

/** Names beyond this count as a mixture. */
const MAX_NAMES = 16;

/** Detects several robots on one topic. Publishers or frames may follow one another, as when a simulator is
 *  restarted; one that returns after another means that they alternate. */
export class Publishers {
  private readonly seen: string[] = [];
  private publisher = '';
  private frame: string | null = null;
  private isMixed = false;

  add(publisher: string, frame: string): void {
    if (frame === this.frame && publisher === this.publisher) return;
    this.publisher = publisher;
    this.frame = frame;
    const name = `${publisher} (${escapeControls(frame)})`;
    if (this.seen.includes(name)) this.isMixed = true;
    else if (this.seen.length < MAX_NAMES) this.seen.push(name);
    else this.isMixed = true;
  }

  get mixed(): boolean {
    return this.isMixed;
  }

  get names(): readonly string[] {
    return this.seen;
  }
}
