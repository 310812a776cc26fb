import { Resources } from '../../src/session/resources';

describe('resources', () => {
  it('are released in reverse order, each once', async () => {
    const released: string[] = [];
    const resources = new Resources();
    resources.add(() => void released.push('first'));
    resources.add(async () => {
      await Promise.resolve();
      released.push('second');
    });
    expect(await resources.release()).toEqual([]);
    expect(await resources.release()).toEqual([]);
    expect(released).toEqual(['second', 'first']);
  });

  it('keep their order where a second release begins before the first is through', async () => {
    const released: string[] = [];
    const resources = new Resources();
    resources.add(() => void released.push('first'));
    resources.add(async () => {
      await new Promise(setImmediate);
      released.push('second');
    });
    await Promise.all([resources.release(), resources.release()]);
    expect(released).toEqual(['second', 'first']);
  });

  it('are all released where some fail, and tell what failed', async () => {
    const released: string[] = [];
    const resources = new Resources();
    const failing = [new Error('thrown'), new Error('rejected')];
    resources.add(() => void released.push('first'));
    resources.add(() => {
      throw failing[1];
    });
    resources.add(() => void released.push('third'));
    resources.add(() => Promise.reject(failing[0]));
    expect(await resources.release()).toEqual(failing);
    expect(released).toEqual(['third', 'first']);
  });
});
