import { existsSync, readdirSync } from 'node:fs';

/** Vulkan drivers that run on the CPU. */
const SOFTWARE_DRIVERS = /swiftshader|lavapipe|lvp_icd|llvmpipe/i;

/**
 * Whether webgpu runs on a GPU on this machine. onnxruntime does not tell. With a software Vulkan driver, or
 * without a graphics device, its outputs are valid and its times are not.
 */
export function hasGraphicsProcessor(
  environment: NodeJS.ProcessEnv = process.env,
  devices = listGraphicsDevices(),
): boolean {
  const named = `${environment.VK_DRIVER_FILES ?? ''} ${environment.VK_ICD_FILENAMES ?? ''}`;
  if (SOFTWARE_DRIVERS.test(named)) return false;
  return process.platform !== 'linux' || devices.length > 0;
}

/** Device files of GPUs: those of Mesa, NVIDIA and WSL. */
function listGraphicsDevices(): string[] {
  const render = existsSync('/dev/dri')
    ? readdirSync('/dev/dri').filter((name) => name.startsWith('render'))
    : [];
  return [...render, ...['nvidia0', 'dxg'].filter((name) => existsSync(`/dev/${name}`))];
}
