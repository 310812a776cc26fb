import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Brain, Session, type SessionView } from '../../src/index';

const HANDS: Brain = {
  name: 'hands',
  model: null,
  provider: null,
  warmUp: async () => {},
  decide: () => ({ v_mps: 1, w_radps: 0, inference_ms: null }),
  close: async () => {},
};

describe('docs/library.md', () => {
  it('names everything that a session can do', () => {
    const page = readFileSync(path.resolve('docs', 'library.md'), 'utf8');
    const names = Object.getOwnPropertyNames(Session.prototype).filter((name) => name !== 'constructor');
    expect(names).toContain('giveBack');
    expect(names.filter((name) => !new RegExp(`\`(session\\.)?${name}\\b`).test(page))).toEqual([]);
  });

  it('is right that a view and a brain of the program need an open session', async () => {
    const session = new Session({ world: 'lockstep', out: null });
    const view = (): SessionView => session.view;
    expect(view).toThrow('the session is not open: call open() or start() first');
    await expect(session.takeOver(HANDS)).rejects.toThrow('the session is not open');
  });
});
