import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ModelCard } from '../../config/model-card';
import { ModelError, messageOf } from '../../errors';
import { requireOneFile } from '../../onnx/external-data';
import { widenedForWebgpu } from './channels-for-webgpu';
import { exactIntegers } from './exact-integers';
import { type ModelSession, OrtSession } from './ort-session';
import { readProfile } from './profile';
import { AUTO_ORDER, PROVIDERS, type Provider, type ProviderRequest, providerError } from './providers';
import { InferenceSession, listSupportedBackends, SILENT_LOG } from './runtime';

export interface SessionOptions {
  readonly provider: ProviderRequest;
  /** Threads inside one operator on the CPU; 1 is fastest for networks of this size at camera rates. */
  readonly threads?: number;
  /** Existing folder into which onnxruntime writes the time of every operator when the session is closed
   *  (`readProfile`); default: none is taken. */
  readonly profileFolder?: string | undefined;
}

/**
 * Loads a model on the requested provider and checks it against its card.
 * @throws ModelError when the file is not an ONNX model or contradicts the card
 * @throws ProviderError when a provider asked for by name cannot run the model
 */
export async function openSession(card: ModelCard, options: SessionOptions): Promise<ModelSession> {
  checkOneFile(card);
  const asked = { threads: options.threads ?? 1, profileFolder: options.profileFolder };
  if (options.provider !== 'auto') return openOn(card, options.provider, asked);
  for (const provider of AUTO_ORDER) {
    if (provider === 'cpu' || !bundledProviders().includes(provider)) continue;
    try {
      return await openOn(card, provider, asked);
    } catch (error) {
      // A model that contradicts its card fails on every provider; any other error means "try the next".
      if (error instanceof ModelError) throw error;
    }
  }
  return openOn(card, 'cpu', asked);
}

interface Asked {
  readonly threads: number;
  readonly profileFolder: string | undefined;
}

/** onnxruntime would read other files, which the sha256 of the card does not cover. */
function checkOneFile({ modelFile }: ModelCard): void {
  let bytes: Buffer;
  try {
    bytes = readFileSync(modelFile);
  } catch (error) {
    throw new ModelError(`${modelFile}: cannot be read (${messageOf(error)})`, { cause: error });
  }
  requireOneFile(bytes, modelFile);
}

/** Providers whose library is installed with onnxruntime-node; they may still fail to run. */
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

async function openOn(card: ModelCard, provider: Provider, asked: Asked): Promise<ModelSession> {
  if (provider === 'cpu') {
    const opened = await held(card, await create(card, ['cpu'], asked, false), 'cpu');
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
    const session = await create(card, [provider], asked, true);
    return await checked(card, session, provider, provider);
  } catch (error) {
    if (error instanceof ModelError && !isProviderFailure(error, card)) throw error;
    strictReason = messageOf(error);
  }
  // Some nodes may lack a kernel on the provider: allow the CPU for those, and record it.
  let ran: string;
  try {
    ran = await providersThatRan(card, provider, asked.threads);
  } catch {
    throw providerError(provider, strictReason);
  }
  if (!ran.includes(provider)) throw providerError(provider, `every node fell back to ${ran}`);
  const session = await create(card, [provider, 'cpu'], asked, false);
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
  { threads, profileFolder }: Asked,
  strict: boolean,
): Promise<InferenceSession> {
  try {
    // A file that is not to be changed is read by onnxruntime itself.
    const widened = executionProviders.includes('webgpu') ? widenedForWebgpu(card.modelFile) : null;
    const options: InferenceSession.SessionOptions = {
      executionProviders,
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      graphOptimizationLevel: 'all',
      logSeverityLevel: SILENT_LOG,
      ...(profileFolder === undefined
        ? {}
        : { enableProfiling: true, profileFilePrefix: path.join(profileFolder, 'run') }),
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
    const session = await create(card, [provider, 'cpu'], { threads, profileFolder: folder }, false);
    const opened = await held(card, session, provider);
    await opened.run().finally(() => opened.close());
    const counts = new Map<string, number>();
    for (const { provider: name } of readProfile(folder)) counts.set(name, (counts.get(name) ?? 0) + 1);
    return [...counts]
      .sort((a, b) => b[1] - a[1])
      .map(([name]) => name)
      .join('+');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
