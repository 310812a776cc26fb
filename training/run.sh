#!/usr/bin/env bash
# Trains the PilotNet of models/ from nothing: frames, training, rounds in which the model drives and learns from
# where that took it, export, figures. `npm run train`, or with options for a short try:
#   bash training/run.sh --frames 400 --epochs 2 --batch 16 --visited 40 --tune-epochs 1 --work /tmp/try --model /tmp/try/pilotnet.onnx --no-judge
# A run that was interrupted goes on where it was when called again with the same options; --fresh starts anew.
set -euo pipefail
cd "$(dirname "$0")/.."

frames=30000 epochs=9 rounds=1 visited=8000 tune_epochs=3 seed=1 batch=128 workers=2 threads=2
work=training model=models/pilotnet.onnx judge=yes fresh=no
while [ $# -gt 0 ]; do
  case "$1" in
    --frames) frames=$2; shift ;;
    --epochs) epochs=$2; shift ;;
    --rounds) rounds=$2; shift ;;
    --visited) visited=$2; shift ;;
    --tune-epochs) tune_epochs=$2; shift ;;
    --seed) seed=$2; shift ;;
    --batch) batch=$2; shift ;;
    --workers) workers=$2; shift ;;
    --threads) threads=$2; shift ;;
    --work) work=$2; shift ;;
    --model) model=$2; shift ;;
    --no-judge) judge=no ;;
    --fresh) fresh=yes ;;
    *) echo "training/run.sh: unknown option $1 (see the head of the file)" >&2; exit 2 ;;
  esac
  shift
done
command="bash training/run.sh --frames $frames --epochs $epochs --rounds $rounds --visited $visited --tune-epochs $tune_epochs --seed $seed"

# Debian's python3-torch belongs to /usr/bin/python3, which need not be the first python3 on the path.
python=${PYTHON:-}
for candidate in ${python:-python3 /usr/bin/python3}; do
  if "$candidate" -c 'import numpy, torch' 2>/dev/null; then python=$candidate; break; fi
  python=
done
if [ -z "$python" ]; then
  echo 'training needs Python with PyTorch and numpy: apt-get install python3-torch, or pip install -r training/requirements.txt' >&2
  exit 1
fi
# glibc hands big buffers back after every step and asks for them again: a fifth of the time.
export MALLOC_MMAP_MAX_=0 MALLOC_TRIM_THRESHOLD_=4000000000 MALLOC_TOP_PAD_=100000000
jiti=node_modules/.bin/jiti
data=$work/data runs=$work/runs
[ "$fresh" = no ] || rm -rf "$data" "$runs"
mkdir -p "$data" "$runs"

step() { echo "== $*" >&2; }
# Runs the rest once: a marker beside the result says that it is done.
once() { local marker=$1; shift; [ -e "$marker" ] || { "$@" && touch "$marker"; }; }

step "frames: $frames about the line"
once "$data/base.done" "$jiti" training/generate-frames.ts --out "$data/base" --frames "$frames" --seed "$seed" --workers "$workers"
step "training: $epochs epochs"
once "$runs/base.done" "$python" training/train.py --data "$data/base" --out "$runs/base" --epochs "$epochs" --seed "$seed" --batch "$batch" --threads "$threads" --resume

last=$runs/base folders=("$data/base")
for ((round = 1; round <= rounds; round++)); do
  step "round $round: the model drives, and learns from $visited places it came through"
  once "$last/exported.done" "$python" training/export.py --run "$last" --model "$last/model.onnx"
  once "$data/visited-$round.done" "$jiti" training/collect-visited.ts --model "$last/model.onnx" \
    --out "$data/visited-$round.csv" --frames "$visited" --seed "$((seed + round))"
  once "$data/round-$round.done" "$jiti" training/generate-frames.ts --out "$data/round-$round" \
    --poses "$data/visited-$round.csv" --frames "$visited" --seed "$((seed + 100 * round))" --workers "$workers"
  folders+=("$data/round-$round")
  once "$runs/round-$round.done" "$python" training/train.py --data "${folders[@]}" --out "$runs/round-$round" \
    --init "$last/checkpoint.pt" --rate 5e-4 --epochs "$tune_epochs" --seed "$((seed + round))" --batch "$batch" --threads "$threads" --resume
  last=$runs/round-$round
done

step "export"
once "$data/test.done" "$jiti" training/generate-frames.ts --out "$data/test" --frames "$((frames / 10))" --seed "$((seed + 1000))" --workers "$workers"
"$python" training/export.py --run "$last" --model "$model" --test "$data/test" --command "$command"
if [ "$judge" = yes ]; then
  step "figures"
  "$jiti" training/judge.ts --model "$model" --card
fi
