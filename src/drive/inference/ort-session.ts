import type { ModelCard, TensorType } from '../../config/model-card';
import { matchContract } from './match-contract';
import { type InferenceSession, Tensor } from './runtime';

/** A loaded, checked network: write `input`, call `run`, read `output`. States are fed back inside. */
export interface ModelSession {
  /** The provider that runs the network's nodes; "cuda+cpu" when some nodes fell back. */
  readonly provider: string;
  /** Input values in the card's shape and layout; written by the caller before each run. */
  readonly input: Float32Array | Uint8Array;
  /** Output values in the card's shape; overwritten by each run. */
  readonly output: Float32Array | Uint8Array;
  /** Runs the network once; the states that it gives are those it takes the next time.
   *  @returns the time inside onnxruntime, in ms */
  run(): Promise<number>;
  /** Runs once to fill the caches: states stay as they are, and the next run's output is not affected. */
  warmCaches(): Promise<void>;
  /** Forgets what the network remembers: its states are zero again. */
  resetStates(): void;
  /** Safe to call twice. */
  close(): Promise<void>;
}

/** Odd and even runs use two sets of buffers: the states that one writes are read by the other. */
interface Side {
  readonly feeds: Record<string, Tensor>;
  readonly fetches: Record<string, Tensor>;
  /** Buffers of the states that are read. */
  readonly taken: readonly Float32Array[];
}

/** A network that onnxruntime has loaded, with buffers that are allocated once. */
export class OrtSession implements ModelSession {
  readonly provider: string;
  readonly input: Float32Array | Uint8Array;
  readonly output: Float32Array | Uint8Array;
  readonly #session: InferenceSession;
  readonly #sides: readonly [Side, Side];
  #turn: 0 | 1 = 0;
  #released: Promise<void> | null = null;

  constructor(card: ModelCard, session: InferenceSession, provider: string) {
    this.provider = provider;
    this.#session = session;
    matchContract(card, 'input', session.inputMetadata);
    matchContract(card, 'output', session.outputMetadata);
    this.input = allocate(card.input.type, card.input.shape);
    this.output = allocate(card.output.type, card.output.shape);
    const image = tensorOver(card.input.type, this.input, card.input.shape);
    const command = tensorOver(card.output.type, this.output, card.output.shape);
    const states = card.states.map((state) => {
      const buffers = [0, 1].map(() => allocate('float32', state.shape) as Float32Array);
      return { ...state, buffers, tensors: buffers.map((data) => tensorOver('float32', data, state.shape)) };
    });
    // onnxruntime writes its results into the buffers of preallocated fetches as well.
    const side = (mine: 0 | 1): Side => ({
      feeds: {
        [card.input.name]: image,
        ...Object.fromEntries(states.map(({ input, tensors }) => [input, tensors[mine]!])),
      },
      fetches: {
        [card.output.name]: command,
        ...Object.fromEntries(states.map(({ output, tensors }) => [output, tensors[1 - mine]!])),
      },
      taken: states.map(({ buffers }) => buffers[mine]!),
    });
    this.#sides = [side(0), side(1)];
  }

  async run(): Promise<number> {
    const { feeds, fetches } = this.#sides[this.#turn];
    const start = performance.now();
    await this.#session.run(feeds, fetches);
    const inference_ms = performance.now() - start;
    this.#turn = this.#turn === 0 ? 1 : 0;
    return inference_ms;
  }

  async warmCaches(): Promise<void> {
    const { feeds, fetches } = this.#sides[this.#turn];
    await this.#session.run(feeds, fetches);
  }

  resetStates(): void {
    for (const state of this.#sides[this.#turn].taken) state.fill(0);
  }

  close(): Promise<void> {
    this.#released ??= this.#session.release();
    return this.#released;
  }
}

function allocate(type: TensorType, shape: readonly number[]): Float32Array | Uint8Array {
  const size = shape.reduce((product, n) => product * n, 1);
  return type === 'float32' ? new Float32Array(size) : new Uint8Array(size);
}

function tensorOver(type: TensorType, data: Float32Array | Uint8Array, shape: readonly number[]): Tensor {
  return type === 'float32'
    ? new Tensor('float32', data as Float32Array, shape)
    : new Tensor('uint8', data as Uint8Array, shape);
}
