import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run, start } from '../helpers/command-line';
import { drive, experimentFile, finishedIn, folder, newFolder, outcomes, until } from './support/experiments';

describe('f1-brain experiment', () => {
  test('that is interrupted gives its runs back; --resume does the rest, with the same results', async () => {
    const file = experimentFile({ repetitions: 2 });
    const out = newFolder();
    const interrupted = start(['experiment', file, '--workers', '2', '--out', out]);
    await until(() => finishedIn(out) >= 1);
    interrupted.child.kill('SIGINT');
    const { code, stderr } = await interrupted.ended;
    expect(code).toBe(130);
    expect(stderr).toMatch(/ending the runs that drive; another Ctrl-C ends at once/);
    expect(stderr).toMatch(/\d of 4 runs are missing; --resume drives them/);
    expect(readdirSync(path.join(out, 'runs', '.claimed'))).toEqual([]);
    const before = finishedIn(out);
    expect(before).toBeLessThan(4);

    const again = await run(['experiment', file, '--out', out]);
    expect(again.code).toBe(2);
    expect(again.stderr).toMatch(
      /has \d runs? already; `f1-brain experiment .* --resume` does what is missing/,
    );
    const resumed = await drive([file, '--out', out, '--resume']);
    expect(resumed).toMatchObject({ code: 0, driven: 4 - before, counts: { finished: 4, faults: 0 } });
    const alone = await drive([file, '--workers', '1', '--out', newFolder()]);
    expect(outcomes(resumed)).toEqual(outcomes(alone));
  });

  test('whose process is killed leaves no others, and its runs are done again', async () => {
    const file = experimentFile({ laps: 200, corruptions: 'none', brains: ['line_follower'] });
    const out = newFolder();
    const killed = start(['experiment', file, '--workers', '1', '--out', out]);
    const claimed = path.join(out, 'runs', '.claimed');
    const started = () => (existsSync(claimed) ? readdirSync(claimed) : []);
    await until(() => started().some((name) => existsSync(path.join(claimed, name, 'run.log'))));
    const children = childrenOf(killed.child.pid!);
    expect(children.length).toBeGreaterThan(0);
    killed.child.kill('SIGKILL');
    await killed.ended;
    await until(() => children.every((pid) => !isAlive(pid)));
    expect(finishedIn(out)).toBe(0);
    const short = experimentFile({ corruptions: 'none', brains: ['line_follower'] });
    expect(await drive([short, '--out', out])).toMatchObject({ code: 0, counts: { finished: 1 } });
    expect(started()).toEqual([]);
  });

  test('shows the worst moments of networks in its report where it recorded images, and says nothing where not', async () => {
    const report = async (record: object) => {
      const file = experimentFile({ brains: ['slim_pilotnet'], timeout_s: 4, record });
      const out = newFolder();
      const { code } = await run(['experiment', file, '--workers', '1', '--out', out]);
      expect(code).toBe(0);
      return path.join(out, 'report');
    };
    const withImages = await report({ bag: true, images: 'jpeg' });
    const page = readFileSync(path.join(withImages, 'report.html'), 'utf8');
    expect(page).toMatch(/Worst moments<.*slim_pilotnet on .*<img src="data:image\/jpeg/s);
    expect(readdirSync(path.join(withImages, 'moments'))).toEqual([
      expect.stringMatching(/slim_pilotnet.*\.png$/),
    ]);
    const without = await report({ bag: true });
    expect(readFileSync(path.join(without, 'report.html'), 'utf8')).not.toContain('Worst moments');
  });

  test('ends with 1 where runs end by a fault, and with 0 where cars do not get round', async () => {
    const module = (name: string, code: string) => {
      writeFileSync(path.join(folder, `${name}.js`), code);
      const file = path.join(folder, `${name}.yml`);
      writeFileSync(file, `Behaviors: {Robot: {BrainPath: ./${name}.js, Type: f1}}\n`);
      return file;
    };
    const straight = module('straight', 'module.exports = () => ({decide: () => ({v_mps: 5, w_radps: 0})});');
    const broken = module('broken', 'module.exports = () => { throw new Error("no weights"); };');
    const only = { corruptions: 'none', repetitions: 1, starts: 'default' };
    const crash = await drive([experimentFile({ ...only, brains: [straight] }), '--out', newFolder()]);
    expect(crash).toMatchObject({ code: 0, runs: [{ outcome: 'trapped', lap_seconds: null }] });
    const out = newFolder();
    const fault = await run(['experiment', experimentFile({ ...only, brains: [broken] }), '--out', out]);
    expect(fault.code).toBe(1);
    expect(fault.stderr).toMatch(/broken on ring, forward, repetition 1: fault: .*no weights/);
    expect(fault.stderr).toContain(
      `1 run ended by a fault; when its cause is gone, \`f1-brain runs ${out} --prune --failed --yes\` and --resume`,
    );
    const [name] = readdirSync(path.join(out, 'runs')).filter((each) => !each.startsWith('.'));
    expect(readFileSync(path.join(out, 'runs', name!, 'run.log'), 'utf8')).toMatch(/no weights/);
  });
});

function isAlive(pid: number): boolean {
  try {
    // One that has ended, and whose parent is gone, may wait to be looked at.
    return !/^\d+ \(.*\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
        return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === parent;
      } catch {
        return false;
      }
    });
}
