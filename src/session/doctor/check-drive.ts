import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { readCard } from '../../config/model-card';
import { integersSaturate } from '../../drive/inference/exact-integers';
import { PROVIDERS } from '../../drive/inference/providers';
import { openSession } from '../../drive/inference/session';
import { messageOf } from '../../errors';
import { PACKAGE_ROOT } from '../../support/paths';
import type { Finding } from './finding';

const LEAST_NODE = 20;
const MODELS_FOLDER = path.join(PACKAGE_ROOT, 'models');
/** Providers are tried with the network that most users know. */
const TRIED_MODEL = 'pilotnet.onnx';

export async function checkNode(): Promise<Finding[]> {
  const major = Number(process.versions.node.split('.')[0]);
  const fine = major >= LEAST_NODE;
  return [
    {
      state: fine ? 'ok' : 'broken',
      what: 'Node.js',
      found: process.versions.node,
      todo: fine ? null : `install Node.js ${LEAST_NODE} or newer`,
    },
  ];
}

/** Tries every provider with a real model: a provider that is installed may still fail to run. */
export async function checkProviders(): Promise<Finding[]> {
  const files = modelFiles();
  const model = files.find((file) => file === TRIED_MODEL) ?? files[0];
  if (model === undefined) return [];
  const findings: Finding[] = [];
  for (const provider of PROVIDERS) {
    const what = `provider ${provider}`;
    try {
      const session = await openSession(readCard(path.join(MODELS_FOLDER, model)), { provider });
      const inference_ms = await session.run();
      await session.close();
      findings.push({
        state: 'ok',
        what,
        found: `runs ${model} in ${inference_ms.toFixed(2)} ms`,
        todo: null,
      });
    } catch (error) {
      const state = provider === 'cpu' ? 'broken' : 'optional';
      findings.push({ state, what, found: messageOf(error), todo: null });
    }
  }
  const found = (await integersSaturate())
    ? 'exact; the fastest ones saturate on this processor (no VNNI) and are not used'
    : 'exact, the fastest ones';
  findings.push({ state: 'ok', what: 'int8 kernels on the CPU', found, todo: null });
  return findings;
}

export async function checkModels(): Promise<Finding[]> {
  const files = modelFiles();
  if (files.length === 0) {
    return [{ state: 'broken', what: 'models', found: 'none', todo: 'restore models/ from the repository' }];
  }
  const findings: Finding[] = [];
  for (const file of files) {
    const what = `model ${file.replace(/\.onnx$/, '')}`;
    try {
      const card = readCard(path.join(MODELS_FOLDER, file));
      const session = await openSession(card, { provider: 'cpu' });
      await session.close();
      findings.push({ state: 'ok', what, found: `${card.precision}, agrees with its card`, todo: null });
    } catch (error) {
      findings.push({
        state: 'broken',
        what,
        found: messageOf(error),
        todo: 'restore file and card from the repository, or train again (training/README.md)',
      });
    }
  }
  return findings;
}

function modelFiles(): string[] {
  if (!existsSync(MODELS_FOLDER)) return [];
  return readdirSync(MODELS_FOLDER)
    .filter((file) => file.endsWith('.onnx'))
    .sort();
}
