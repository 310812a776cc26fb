import { CommandGuard } from '../../../src/session/guard/command-guard';

function guarding() {
  const clock = { now_ms: 0 };
  const heard: string[] = [];
  const guard = new CommandGuard({
    timeout_ms: 1000,
    now_ms: () => clock.now_ms,
    stop: (silent_ms) => heard.push(`stop after ${silent_ms}`),
    drivenAgain: () => heard.push('driven again'),
  });
  const at = (now_ms: number) => {
    clock.now_ms = now_ms;
    guard.check();
  };
  return { guard, heard, at };
}

describe('the guard of a car', () => {
  it('stops a car that moves on an old command, once', () => {
    const { guard, heard, at } = guarding();
    guard.command({ v_mps: 5, w_radps: 0 });
    at(1000);
    expect(heard).toEqual([]);
    at(1050);
    at(5000);
    expect(heard).toEqual(['stop after 1050']);
  });

  it('stops one that only turns', () => {
    const { guard, heard, at } = guarding();
    guard.command({ v_mps: 0, w_radps: 0.5 });
    at(2000);
    expect(heard).toHaveLength(1);
  });

  it('stops one that may have been moving before it came', () => {
    const { guard, heard, at } = guarding();
    expect(guard.stopped).toBe(false);
    at(1500);
    expect(heard).toEqual(['stop after 1500']);
    expect(guard.stopped).toBe(true);
  });

  it('leaves a stopped car alone', () => {
    const { guard, heard, at } = guarding();
    guard.command({ v_mps: 5, w_radps: 0 });
    guard.command({ v_mps: 0, w_radps: 0 });
    at(50_000);
    expect(heard).toEqual([]);
  });

  it('tells when the car is driven again', () => {
    const { guard, heard, at } = guarding();
    guard.command({ v_mps: 5, w_radps: 0 });
    at(2000);
    guard.command({ v_mps: 0, w_radps: 0 });
    guard.command({ v_mps: 3, w_radps: 0 });
    guard.command({ v_mps: 3, w_radps: 0 });
    expect(heard).toEqual(['stop after 2000', 'driven again']);
  });
});
