import { hasGraphicsProcessor } from '../../../src/models/evaluate/gpu';

const onLinux = process.platform === 'linux' ? test : test.skip;

test('a software driver does not count as a GPU', () => {
  const driver = { VK_DRIVER_FILES: '/usr/lib/chromium/vk_swiftshader_icd.json' };
  expect(hasGraphicsProcessor(driver, ['renderD128'])).toBe(false);
  expect(hasGraphicsProcessor({ VK_ICD_FILENAMES: '/x/lvp_icd.x86_64.json' }, ['renderD128'])).toBe(false);
});

onLinux('a device file indicates a GPU', () => {
  expect(hasGraphicsProcessor({}, ['renderD128'])).toBe(true);
  expect(hasGraphicsProcessor({}, [])).toBe(false);
});
