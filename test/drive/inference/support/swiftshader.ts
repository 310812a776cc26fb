import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Where Chromium's packages put the software GPU: its Vulkan driver and loader. */
const FOLDERS = ['/usr/lib/chromium', '/usr/lib/chromium-browser', '/opt/google/chrome'];

/** The environment in which webgpu runs on SwiftShader; null where it is not installed. */
export function swiftShaderEnvironment(): NodeJS.ProcessEnv | null {
  const folder = FOLDERS.find((candidate) => existsSync(path.join(candidate, 'vk_swiftshader_icd.json')));
  if (folder === undefined) return null;
  return {
    ...process.env,
    VK_DRIVER_FILES: path.join(folder, 'vk_swiftshader_icd.json'),
    // Chromium brings a loader of its own, for machines without libvulkan1.
    LD_LIBRARY_PATH: [folder, process.env.LD_LIBRARY_PATH].filter(Boolean).join(':'),
    XDG_RUNTIME_DIR: process.env.XDG_RUNTIME_DIR ?? mkdtempSync(path.join(tmpdir(), 'f1-brain-xdg-')),
  };
}
