import { spawnSync } from 'node:child_process';

const LOOK_UP =
  'import importlib.util, sys; sys.exit(any(importlib.util.find_spec(name) is None for name in sys.argv[1:]))';

/** The first of `candidates` that is a Python with all these modules, undefined where none is. The modules are looked
 *  up, not loaded: PyTorch takes seconds. */
export function findPython(
  modules: readonly string[],
  candidates: readonly (string | undefined)[] = ['python3', '/usr/bin/python3'],
): string | undefined {
  return candidates.find((python) => python && spawnSync(python, ['-c', LOOK_UP, ...modules]).status === 0);
}
