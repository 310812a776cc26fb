import { BYTES_PER_PIXEL, type Command, type Frame, type PixelEncoding } from '../../types';

/**
 * Room for one camera frame in shared memory. The thread that serves pages asks for a frame, the one that drives copies the
 * next one that it has: nothing is copied while nobody watches, nor faster than images are wanted.
 */

const STATE = 0;
/** The reader wants no frame, or works on the one that is there. */
const IDLE = 0;
const WANTED = 1;
const FILLED = 2;

const WIDTH = 0;
const HEIGHT = 1;
const ENCODING = 2;
const FACTS = 3;
/** Values of `FrameFacts`, in its order. */
const NUMBERS = 8;

const ENCODINGS = Object.keys(BYTES_PER_PIXEL) as PixelEncoding[];

/** What is known of a frame beside its pixels. */
export interface FrameFacts {
  readonly frame: number;
  readonly wall_ms: number;
  readonly sim_s: number | null;
  /** What it was answered with; null where it was not. */
  readonly v_mps: number | null;
  readonly w_radps: number | null;
}

export interface FrameSlotMemory {
  readonly words: SharedArrayBuffer;
  readonly numbers: SharedArrayBuffer;
}

export function frameSlotMemory(): FrameSlotMemory {
  return {
    words: new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT),
    numbers: new SharedArrayBuffer(NUMBERS * Float64Array.BYTES_PER_ELEMENT),
  };
}

export class FrameSlotWriter {
  readonly #words: Int32Array;
  readonly #numbers: Float64Array;
  readonly #onPixels: (pixels: SharedArrayBuffer) => void;
  #pixels: Uint8Array = new Uint8Array(0);

  /** @param onPixels gets new memory for the pixels, which the reader needs: for the first frame and for larger ones */
  constructor(memory: FrameSlotMemory, onPixels: (pixels: SharedArrayBuffer) => void) {
    this.#words = new Int32Array(memory.words);
    this.#numbers = new Float64Array(memory.numbers);
    this.#onPixels = onPixels;
  }

  get isWanted(): boolean {
    return Atomics.load(this.#words, STATE) === WANTED;
  }

  /** Copies a frame that is wanted, rows without gaps. The first of a size only makes room. */
  put(frame: Frame, { frame: number, wall_ms, sim_s, v_mps, w_radps }: FrameFacts): void {
    const { width, height, step, encoding } = frame;
    const row = width * BYTES_PER_PIXEL[encoding];
    if (this.#pixels.length < row * height) {
      const pixels = new SharedArrayBuffer(row * height);
      this.#pixels = new Uint8Array(pixels);
      Atomics.store(this.#words, STATE, IDLE);
      this.#onPixels(pixels);
      return;
    }
    const { data } = frame;
    if (step === row) this.#pixels.set(data.subarray(0, row * height));
    else {
      for (let y = 0; y < height; y++) this.#pixels.set(data.subarray(y * step, y * step + row), y * row);
    }
    const facts = [number, wall_ms, sim_s ?? Number.NaN, v_mps ?? Number.NaN, w_radps ?? Number.NaN];
    this.#numbers[WIDTH] = width;
    this.#numbers[HEIGHT] = height;
    this.#numbers[ENCODING] = ENCODINGS.indexOf(encoding);
    this.#numbers.set(facts, FACTS);
    Atomics.store(this.#words, STATE, FILLED);
  }
}

/** A frame that the reader owns. */
export interface CopiedFrame extends FrameFacts {
  readonly image: Pick<Frame, 'width' | 'height' | 'step' | 'encoding' | 'data'>;
  /** Of a replay only: the number of the recording, and what each model answers; null for one that cannot. */
  readonly replayed?: { readonly recording: number; readonly answers: readonly (Command | null)[] };
}

export class FrameSlotReader {
  readonly #words: Int32Array;
  readonly #numbers: Float64Array;
  #pixels: Uint8Array = new Uint8Array(0);
  #own = new Uint8Array(0);

  constructor(memory: FrameSlotMemory) {
    this.#words = new Int32Array(memory.words);
    this.#numbers = new Float64Array(memory.numbers);
  }

  /** Takes memory that the writer made. */
  setPixels(pixels: SharedArrayBuffer): void {
    // The system allocates memory when it is first touched: here, where nothing waits for it.
    this.#pixels = new Uint8Array(pixels).fill(0);
  }

  /** Asks for the next frame. */
  want(): void {
    Atomics.compareExchange(this.#words, STATE, IDLE, WANTED);
  }

  /** No frame is wanted any more, nor one that is there. */
  unwant(): void {
    Atomics.store(this.#words, STATE, IDLE);
  }

  /** @returns a frame that has come; null while there is none. It holds until the next call. */
  take(): CopiedFrame | null {
    if (Atomics.load(this.#words, STATE) !== FILLED) return null;
    const [width, height, encodingIndex, frame, wall_ms, sim_s, v_mps, w_radps] = this.#numbers;
    const encoding = ENCODINGS[encodingIndex!]!;
    const step = width! * BYTES_PER_PIXEL[encoding];
    const bytes = step * height!;
    const isThere = this.#pixels.length >= bytes;
    // Encoders must not see memory that changes.
    if (this.#own.length !== bytes) this.#own = new Uint8Array(bytes);
    if (isThere) this.#own.set(this.#pixels.subarray(0, bytes));
    Atomics.store(this.#words, STATE, IDLE);
    if (!isThere) return null;
    return {
      image: { width: width!, height: height!, step, encoding, data: this.#own },
      frame: frame!,
      wall_ms: wall_ms!,
      sim_s: known(sim_s!),
      v_mps: known(v_mps!),
      w_radps: known(w_radps!),
    };
  }
}

function known(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
