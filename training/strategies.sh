#!/usr/bin/env bash
# Fine-tunes a model by a strategy of optimisation, and quantises the results that are made for it.
#   bash training/strategies.sh NAME... | all [options]
# NAME: qat prune_local prune_global prune_polynomial prune_quantised cqat pqat pcqat distil (training/strategies/README.md)
# A short try:
#   bash training/strategies.sh qat --pool 400 --visited 40 --frames 300 --epochs 1 --work /tmp/try
# A model that is pruned already, trained on, with frames of drives past tight bends as the node drives:
#   bash training/strategies.sh pqat --pruned --model pruned.onnx --passed 8000 --cameras late,slow
# What is made already, of the same model with the same options, is not made again.
set -euo pipefail
cd "$(dirname "$0")/.."

names=() model=models/pilotnet.onnx work=training runs='' pool=30000 visited=8000 passed=0 cameras=late,slow seed=1 workers=2 threads=1 own='' pruned=() options=() finish=() chosen=''
while [ $# -gt 0 ]; do
  case "$1" in
    --model) model=$2; shift ;;
    --work) work=$2; shift ;;
    --runs) runs=$2; shift ;;
    --pool) pool=$2 chosen+=" $1 $2"; shift ;;
    --visited) visited=$2 chosen+=" $1 $2"; shift ;;
    --passed) passed=$2 chosen+=" $1 $2"; shift ;;
    --cameras) cameras=$2 chosen+=" $1 $2"; shift ;;
    --pruned) pruned=("$1") options+=("$1") chosen+=" $1" ;;
    --data) own=$2 chosen+=" $1 $2"; shift ;;
    --seed) seed=$2 chosen+=" $1 $2"; shift ;;
    --calibration) finish=(--calibration "$2"); shift ;;
    --workers) workers=$2; shift ;;
    --threads) threads=$2; shift ;;
    --frames|--epochs|--batch|--rate|--distil-epochs|--distil-rate|--teacher-share|--student)
      options+=("$1" "${2:?$1 needs a value}") chosen+=" $1 $2"; shift ;;
    -*) echo "training/strategies.sh: unknown option $1 (see the head of the file)" >&2; exit 2 ;;
    *) names+=("$1") ;;
  esac
  shift
done
known='qat prune_local prune_global prune_polynomial prune_quantised cqat pqat pcqat distil'
for name in "${names[@]}"; do
  case " $known all " in *" $name "*) ;; *) echo "training/strategies.sh: '$name' is no strategy; there are $known, or all" >&2; exit 2 ;; esac
done
[ ${#names[@]} -gt 0 ] || { echo 'training/strategies.sh: which strategy? NAME or all (see the head of the file)' >&2; exit 2; }

python='' jiti=''
# shellcheck source=training/environment.sh
. training/environment.sh
network=$(basename "$model" .onnx)
if [ -z "$runs" ]; then
  runs=$work/runs/strategies
  [ "$network" = pilotnet ] || runs=$runs-$network
fi
data=$work/data
mkdir -p "$data" "$runs"
"$jiti" training/strategies/describe.ts --model "$model" --out "$runs/parent.json" "${pruned[@]}"

# The frames that the networks were trained with (training/run.sh renders the same) ...
render() {
  [ ! -e "$1.done" ] || return 0
  "$jiti" training/generate-frames.ts --out "$1" --views pilotnet,slim,lstm --frames "$2" --seed "$3" \
    --workers "$workers" "${@:4}"
  touch "$1.done"
}
render "$data/base-$pool-$seed" "$pool" "$seed"
test=$data/test-base-$((pool / 10))-$seed
render "$test" "$((pool / 10))" "$((seed + 1000))"
folders=("$data/base-$pool-$seed")
# ... and those that this very model comes through where it drives: KIND FRAMES SEED [options of collect-visited.ts]
driven() {
  local folder; folder=$data/$network-$(sha256sum < "$model" | cut -c 1-8)-$1-$2-$seed
  local poses=$folder.csv
  folders+=("$folder")
  if [ ! -e "$poses" ]; then
    "$jiti" training/collect-visited.ts --model "$model" --out "$poses.part" --frames "$2" --seed "$((seed + 1))" "${@:4}"
    mv "$poses.part" "$poses"
  fi
  render "$folder" "$2" "$3" --poses "$poses"
}
[ "$visited" -eq 0 ] || driven visited "$visited" "$((seed + 100))"
[ "$passed" -eq 0 ] || driven "passed-${cameras//,/-}" "$passed" "$((seed + 200))" --compensated "$cameras"
[ -z "$own" ] || { IFS=, read -ra more <<< "$own"; folders+=("${more[@]}"); }

PYTHONPATH=training "$python" -m strategies "${names[@]}" --parent "$runs/parent.json" --data "${folders[@]}" \
  --test "$test" --runs "$runs" --seed "$seed" --threads "$threads" "${options[@]}" \
  --command "bash training/strategies.sh --model $model$chosen"
"$jiti" training/strategies/finish.ts --runs "$runs" "${finish[@]}"
