/** More names than these are not told apart. */
const KEPT = 16;

/** Tells whether one topic carries the messages of one robot: of several publishers, or several frames,
 *  only one may send at a time. One that takes over from another (a simulator started anew) is none too
 *  many; one that comes back after another is. */
export class Publishers {
  private readonly seen: string[] = [];
  private last: string | null = null;
  private mixture = false;

  add(name: string): void {
    if (name === this.last) return;
    this.last = name;
    if (this.seen.includes(name)) this.mixture = true;
    else if (this.seen.length < KEPT) this.seen.push(name);
    else this.mixture = true;
  }

  get mixed(): boolean {
    return this.mixture;
  }

  get names(): readonly string[] {
    return this.seen;
  }
}
