import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ModelCard, TensorType } from '../../config/model-card';
import { ModelError, messageOf } from '../../errors';
import { widenedForWebgpu } from './channels-for-webgpu';
import { exactIntegers } from './exact-integers';
import { matchContract } from './match-contract';
import { AUTO_ORDER, PROVIDERS, type Provider, type ProviderRequest, providerError } from './providers';
import { InferenceSession, listSupportedBackends, Tensor } from './runtime';

export interface SessionOptions {
  readonly provider: ProviderRequest;
  /** Threads inside one operator on the CPU; 1 is fastest for networks of this size at camera rates. */
  readonly threads?: number;
}

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

/**
 * Loads a model on the provider asked for and holds it against its card.
 * @throws ModelError when the file is no ONNX model or contradicts the card
 * @throws ProviderError when a provider asked for by name cannot run the model
 */
export async function openSession(card: ModelCard, options: SessionOptions): Promise<ModelSession> {
  const threads = options.threads ?? 1;
  if (options.provider !== 'auto') return openOn(card, options.provider, threads);
  for (const provider of AUTO_ORDER) {
    if (provider === 'cpu' || !bundledProviders().includes(provider)) continue;
    try {
      return await openOn(card, provider, threads);
    } catch (error) {
      // A model that contradicts its card is an error on every provider; the rest means "try the next".
      if (error instanceof ModelError) throw error;
    }
  }
  return openOn(card, 'cpu', threads);
}

/** Providers whose library is installed with onnxruntime-node; whether they run is another matter. */
export function bundledProviders(): Provider[] {
  const listed = new Set(listSupportedBackends().map((backend) => backend.name));
  const folder = path.join(
    path.dirname(require.resolve('onnxruntime-node/package.json')),
    'bin',
    'napi-v6',
    process.platform,
    process.arch,
  );
  // onnxruntime lists cuda and tensorrt whether or not their libraries were downloaded, and complains
  // on standard error when they are tried without.
  const installed = (provider: Provider) =>
    (provider !== 'cuda' && provider !== 'tensorrt') ||
    existsSync(path.join(folder, `libonnxruntime_providers_${provider}.so`));
  return PROVIDERS.filter((provider) => listed.has(provider) && installed(provider));
}

async function openOn(card: ModelCard, provider: Provider, threads: number): Promise<ModelSession> {
  if (provider === 'cpu') {
    const opened = await held(card, await create(card, ['cpu'], threads, false), 'cpu');
    // Dynamic dimensions agree with every card; only a run shows whether the shape is one the model takes.
    await opened.run().catch(async (error: unknown) => {
      await opened.close();
      throw new ModelError(`${card.modelFile}: cannot run with the shapes of its card: ${messageOf(error)}`);
    });
    opened.resetStates();
    return opened;
  }
  if (!bundledProviders().includes(provider)) {
    throw providerError(provider, 'its library is not installed');
  }
  let strictReason: string;
  try {
    const session = await create(card, [provider], threads, true);
    return await checked(card, session, provider, provider);
  } catch (error) {
    if (error instanceof ModelError && !isProviderFailure(error, card)) throw error;
    strictReason = messageOf(error);
  }
  // Some nodes may lack a kernel on the provider: allow the CPU for those, and say so in the record.
  let ran: string;
  try {
    ran = await providersThatRan(card, provider, threads);
  } catch {
    throw providerError(provider, strictReason);
  }
  if (!ran.includes(provider)) throw providerError(provider, `every node fell back to ${ran}`);
  const session = await create(card, [provider, 'cpu'], threads, false);
  return checked(card, session, provider, ran);
}

/** The session with its card; released where the two contradict each other. */
async function held(card: ModelCard, session: InferenceSession, ran: string): Promise<OrtSession> {
  try {
    return new OrtSession(card, session, ran);
  } catch (error) {
    await session.release();
    throw error;
  }
}

async function checked(
  card: ModelCard,
  session: InferenceSession,
  provider: Provider,
  ran: string,
): Promise<ModelSession> {
  const opened = await held(card, session, ran);
  try {
    await opened.run();
  } catch (error) {
    await opened.close();
    throw providerError(provider, messageOf(error));
  }
  opened.resetStates();
  return opened;
}

async function create(
  card: ModelCard,
  executionProviders: string[],
  threads: number,
  strict: boolean,
  profilePrefix?: string,
): Promise<InferenceSession> {
  try {
    // A file that is not to be changed is read by onnxruntime itself.
    const widened = executionProviders.includes('webgpu') ? widenedForWebgpu(card.modelFile) : null;
    const options: InferenceSession.SessionOptions = {
      executionProviders,
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      graphOptimizationLevel: 'all',
      logSeverityLevel: 3,
      ...(profilePrefix === undefined ? {} : { enableProfiling: true, profileFilePrefix: profilePrefix }),
      extra: {
        session: {
          // Spinning threads burn a core between frames and steal it from the camera.
          intra_op: { allow_spinning: '0' },
          ...(strict ? { disable_cpu_ep_fallback: '1' } : {}),
          ...(await exactIntegers(card)),
        },
      },
    };
    return await (widened === null
      ? InferenceSession.create(card.modelFile, options)
      : InferenceSession.create(widened, options));
  } catch (error) {
    throw new ModelError(`${card.modelFile}: onnxruntime cannot load it: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

/** A load that failed for the provider's sake, not the model's: what onnxruntime said of it, the file's name apart. */
function isProviderFailure({ cause }: ModelError, { modelFile }: ModelCard): boolean {
  return /provider|fallback|libcu|cudnn|nvinfer|shared library|dawn|vulkan|webgpu|adapter|device/i.test(
    cause === undefined ? '' : messageOf(cause).replaceAll(modelFile, ''),
  );
}

/** Runs the model once with profiling, and returns the providers of its nodes, most nodes first. */
async function providersThatRan(card: ModelCard, provider: Provider, threads: number): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-profile-'));
  try {
    const session = await create(card, [provider, 'cpu'], threads, false, path.join(folder, 'run'));
    const opened = await held(card, session, provider);
    await opened.run().finally(async () => {
      session.endProfiling();
      await opened.close();
    });
    const counts = new Map<string, number>();
    for (const file of readdirSync(folder)) {
      const events = JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as {
        cat?: string;
        args?: { provider?: string };
      }[];
      for (const event of events) {
        const name = event.args?.provider;
        if (event.cat === 'Node' && name) counts.set(name, (counts.get(name) ?? 0) + 1);
      }
    }
    return [...counts]
      .sort((a, b) => b[1] - a[1])
      .map(([name]) => name.replace(/ExecutionProvider$/, '').toLowerCase())
      .join('+');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The two sides that an odd and an even run swap: states given by the one are taken by the other. */
interface Side {
  readonly feeds: Record<string, Tensor>;
  readonly fetches: Record<string, Tensor>;
  /** Buffers of the states among the feeds. */
  readonly taken: readonly Float32Array[];
}

class OrtSession implements ModelSession {
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
