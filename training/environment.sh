# shellcheck shell=bash
# Sourced by run.sh and strategies.sh in the package's folder: $python has PyTorch and numpy, $jiti runs TypeScript.

# Debian's python3-torch belongs to /usr/bin/python3, which need not be the first python3 on the path.
has_torch='import importlib.util as u, sys; sys.exit(not all(map(u.find_spec, ("numpy", "torch"))))'
python=''
for candidate in ${PYTHON:-python3 /usr/bin/python3}; do
  if "$candidate" -c "$has_torch" 2>/dev/null; then
    python=$candidate
    break
  fi
done
if [ -z "$python" ]; then
  echo 'training needs Python with PyTorch and numpy: apt-get install python3-torch, or pip install -r training/requirements.txt' >&2
  exit 1
fi
# glibc hands big buffers back after every step and asks for them again: a fifth of the time.
export MALLOC_MMAP_MAX_=0 MALLOC_TRIM_THRESHOLD_=4000000000 MALLOC_TOP_PAD_=100000000
# shellcheck disable=SC2034
jiti=node_modules/.bin/jiti
