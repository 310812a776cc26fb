import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PYTHON, ROOT } from './processes';

const GENERATORS = { msg: '/usr/lib/genpy/genmsg_py.py', srv: '/usr/lib/genpy/gensrv_py.py' };

/** Python's classes of our own messages and services below `folder`, as catkin makes them in a workspace.
 *  @returns what has to be on PYTHONPATH */
export function pythonMessages(folder: string): string {
  const made = path.join(folder, 'python');
  for (const kind of ['msg', 'srv'] as const) {
    const classes = path.join(made, 'f1_brain', kind);
    mkdirSync(classes, { recursive: true });
    writeFileSync(path.join(made, 'f1_brain', '__init__.py'), '');
    const definitions = readdirSync(path.join(ROOT, kind)).map((name) => path.join(ROOT, kind, name));
    const options = ['-p', 'f1_brain', '-I', 'std_msgs:/usr/share/std_msgs/msg', '-o', classes];
    execFileSync(PYTHON, [GENERATORS[kind], ...options, ...definitions]);
    const names = definitions.map((file) => path.parse(file).name);
    writeFileSync(
      path.join(classes, '__init__.py'),
      names.map((name) => `from ._${name} import *\n`).join(''),
    );
  }
  return made;
}
