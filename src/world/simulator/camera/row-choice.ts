/** Which rows of an image are drawn. */
export class RowChoice {
  /** 1 for each row that is drawn. */
  readonly isChosen: Uint8Array;
  /** The first chosen row; the height where there is none. */
  top: number;
  /** The row after the last chosen one; 0 where there is none. */
  bottom = 0;

  constructor(height: number) {
    this.isChosen = new Uint8Array(height);
    this.top = height;
  }

  clear(): void {
    this.isChosen.fill(0);
    this.top = this.isChosen.length;
    this.bottom = 0;
  }

  /** Adds the rows [top, bottom); what is outside of the image is left out. */
  add(top: number, bottom: number): void {
    const from = Math.max(0, top);
    const to = Math.min(this.isChosen.length, bottom);
    if (from >= to) return;
    this.isChosen.fill(1, from, to);
    this.top = Math.min(this.top, from);
    this.bottom = Math.max(this.bottom, to);
  }
}
