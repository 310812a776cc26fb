import { existsSync, readdirSync } from 'node:fs';

/** Vulkan drivers that draw on the processor. */
const SOFTWARE_DRIVERS = /swiftshader|lavapipe|lvp_icd|llvmpipe/i;

/**
 * Whether webgpu runs on a graphics processor here. onnxruntime does not say; where the Vulkan driver is a
 * software one, or the machine has no graphics device, its outputs are right and its times say nothing.
 */
export function hasGraphicsProcessor(
  environment: NodeJS.ProcessEnv = process.env,
  devices = graphicsDevices(),
): boolean {
  const named = `${environment.VK_DRIVER_FILES ?? ''} ${environment.VK_ICD_FILENAMES ?? ''}`;
  if (SOFTWARE_DRIVERS.test(named)) return false;
  return process.platform !== 'linux' || devices.length > 0;
}

/** Device files of graphics processors: Mesa's, NVIDIA's, and that of Linux under Windows. */
function graphicsDevices(): string[] {
  const render = existsSync('/dev/dri')
    ? readdirSync('/dev/dri').filter((name) => name.startsWith('render'))
    : [];
  return [...render, ...['nvidia0', 'dxg'].filter((name) => existsSync(`/dev/${name}`))];
}
