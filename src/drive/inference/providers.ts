import { ProviderError } from '../../errors';

/** Execution providers of onnxruntime that f1-brain supports. */
export const PROVIDERS = ['tensorrt', 'cuda', 'webgpu', 'cpu'] as const;
export type Provider = (typeof PROVIDERS)[number];

/** `auto` tries AUTO_ORDER; a provider requested by name must run. */
export type ProviderRequest = Provider | 'auto';
export const PROVIDER_REQUESTS: readonly ProviderRequest[] = ['auto', 'cpu', 'cuda', 'tensorrt', 'webgpu'];
export const AUTO_ORDER: readonly Provider[] = ['tensorrt', 'cuda', 'cpu'];

const INSTALL_CUDA =
  'install the CUDA 12 runtime and cuDNN 9, then run ' +
  '`ONNXRUNTIME_NODE_INSTALL=cuda12 node node_modules/onnxruntime-node/script/install`';

/** What a user has to install so that a provider can run. */
export const WHAT_TO_INSTALL: Readonly<Record<Provider, string>> = {
  tensorrt: `${INSTALL_CUDA}, and TensorRT 10`,
  cuda: INSTALL_CUDA,
  webgpu:
    'install the Vulkan loader (libvulkan.so.1; Debian: libvulkan1) and a driver that Dawn accepts ' +
    '(`vulkaninfo` shows the devices)',
  cpu: 'reinstall with `npm ci`',
};

export function providerError(provider: Provider, reason: string): ProviderError {
  return new ProviderError(
    `provider '${provider}' cannot run here (${firstLine(reason)}): ${WHAT_TO_INSTALL[provider]}; ` +
      "or choose provider 'auto' or 'cpu'",
  );
}

function firstLine(text: string): string {
  const line = text.split('\n')[0]!.trim();
  return line.length > 160 ? `${line.slice(0, 157)}...` : line;
}
