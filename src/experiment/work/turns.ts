/** Lets runs drive side by side, and those that must not be disturbed alone. In the order in which they asked. */
export class Turns {
  readonly #waiting: { readonly alone: boolean; readonly go: () => void }[] = [];
  #going = 0;
  #isAlone = false;

  /** @returns a function that ends the turn */
  async take(alone: boolean): Promise<() => void> {
    await new Promise<void>((go) => {
      this.#waiting.push({ alone, go });
      this.#next();
    });
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.#going -= 1;
      this.#isAlone = false;
      this.#next();
    };
  }

  #next(): void {
    for (let [first] = this.#waiting; first !== undefined; [first] = this.#waiting) {
      if (this.#isAlone || (first.alone && this.#going > 0)) return;
      this.#waiting.shift();
      this.#going += 1;
      this.#isAlone = first.alone;
      first.go();
    }
  }
}
