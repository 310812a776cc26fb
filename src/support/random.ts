/** A source of random numbers. */
export interface Random {
  /** 0 to 1, 1 excluded. */
  next(): number;
  uniform(low: number, high: number): number;
  /** Zero mean. */
  normal(sigma: number): number;
  /** True with this probability. */
  chance(share: number): boolean;
  pick<T>(list: readonly T[]): T;
}

/** Uniform numbers from 0 to 1, 1 excluded, from a 32-bit seed (mulberry32, public domain by Tommy Ettinger). */
export function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Random numbers that depend on a seed and an index alone, so that frames can be made in any order. */
export class RandomSource implements Random {
  readonly next: () => number;

  constructor(seed: number, index: number) {
    this.next = mulberry32(Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b));
    for (let i = 0; i < 4; i++) this.next();
  }

  uniform(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  /** By Box and Muller. */
  normal(sigma: number): number {
    return sigma * Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }

  chance(share: number): boolean {
    return this.next() < share;
  }

  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.next() * list.length)]!;
  }
}
