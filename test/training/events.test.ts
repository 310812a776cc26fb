import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findPython } from '../helpers/python';
import { ROOT } from './tools';

const PYTHON = findPython([])!;
const WITH_WRITER = findPython(['tensorboardX'], [process.env.PYTHON, '/usr/bin/python3', 'python3']);
const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-events-'));
let runs = 0;

/** Writes what it is asked to into calls.txt of its folder, in place of the package. */
const RECORDER = `
import pathlib
class SummaryWriter:
    def __init__(self, logdir, purge_step=None):
        pathlib.Path(logdir).mkdir(exist_ok=True)
        self.file = open(pathlib.Path(logdir) / "calls.txt", "a")
        print("from", purge_step, file=self.file)
    def add_scalar(self, tag, value, step): print(tag, value, step, file=self.file)
    def flush(self): self.file.flush()
    def close(self): self.file.close()
`;
const recorder = path.join(folder, 'recorder');
mkdirSync(recorder);
writeFileSync(path.join(recorder, 'tensorboardX.py'), RECORDER);

/** Lines of Python after the import of Events, with `out` as the folder of a run. */
function python(lines: string, { executable = PYTHON, modules = '', out = newRun() } = {}) {
  const script = `import pathlib, sys; sys.path.insert(0, "training")\n${modules}\nfrom events import Events\nout = pathlib.Path(sys.argv[1])\n${lines}`;
  const { status, stderr } = spawnSync(executable, ['-c', script, out], { cwd: ROOT, encoding: 'utf8' });
  return { status, stderr, out };
}

function newRun(): string {
  runs += 1;
  const out = path.join(folder, `run-${runs}`);
  mkdirSync(out);
  return out;
}

const FIRST =
  'events = Events(out, "epoch"); events.add({"epoch": 1, "loss": 0.5, "mse": ""}); events.close()';

describe('event files for TensorBoard', () => {
  it('are not written without the package, and a line says why', () => {
    const { status, stderr, out } = python(FIRST, { modules: 'sys.modules["tensorboardX"] = None' });
    expect(status).toBe(0);
    expect(stderr).toBe(
      'no event files for TensorBoard: tensorboardX is not installed (pip install tensorboardX)\n',
    );
    expect(existsSync(path.join(out, 'tensorboard'))).toBe(false);
  });

  it('hold the columns of a run over the one that counts, begin again with it, and go on where it goes on', () => {
    const modules = `sys.path.insert(0, ${JSON.stringify(recorder)})`;
    const { out } = python(FIRST, { modules });
    const calls = () => readFileSync(path.join(out, 'tensorboard', 'calls.txt'), 'utf8').split('\n');
    expect(calls()).toEqual(['from None', 'loss 0.5 1', '']);
    const second = 'events = Events(out, "epoch", 1); events.add({"epoch": 2, "loss": 0.25}); events.close()';
    expect(python(second, { modules, out }).stderr).toBe('');
    expect(calls()).toEqual(['from None', 'loss 0.5 1', 'from 2', 'loss 0.25 2', '']);
    python(FIRST, { modules, out });
    expect(calls()).toEqual(['from None', 'loss 0.5 1', '']);
  });

  (WITH_WRITER ? it : it.skip)('are files that TensorBoard finds, where the package is installed', () => {
    const { stderr, out } = python(FIRST, { executable: WITH_WRITER! });
    expect(stderr).toBe('');
    const files = readdirSync(path.join(out, 'tensorboard'));
    expect(files).toEqual([expect.stringMatching(/^events\.out\.tfevents\./)]);
    expect(readFileSync(path.join(out, 'tensorboard', files[0]!)).includes('brain.Event:2')).toBe(true);
    expect(readFileSync(path.join(out, 'tensorboard', files[0]!)).includes('loss')).toBe(true);
  });
});
