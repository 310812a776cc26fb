#!/usr/bin/env bash
# Trains one of the networks of models/ from nothing: frames, training, rounds in which the model drives and learns
# from where that took it, export, figures. Without a name PilotNet.
#   bash training/run.sh [pilotnet|pilotnet_tf|pilotnet_stacked|deepest_lstm_tiny|slim_pilotnet|slim_pilotnet_mounts] [options]
# or `npm run train -- slim_pilotnet`; with options for a short try:
#   bash training/run.sh pilotnet --frames 400 --epochs 2 --batch 16 --visited 40 --tune-epochs 1 --work /tmp/try --model /tmp/try/pilotnet.onnx --no-judge
# Your own recordings: --data FOLDER[,FOLDER] of training/pack-dataset.ts, beside or (--frames 0) instead of rendered ones.
# A run that was interrupted goes on where it was when called again with the same options, and stops when called with
# others: --fresh trains this network again from scratch, --work FOLDER trains it in a folder of its own. Rendered frames stay and
# serve the other networks too.
set -euo pipefail
cd "$(dirname "$0")/.."

network=pilotnet
case "${1:-}" in -*|'') ;; *) network=$1; shift ;; esac
# Frames of one rendering, epochs, rounds, poses of a round and epochs of it, further frames for this network alone.
# The last rounds (compensated) drive through tight bends as the node does: poses (0: it trains on with what it has), poses that are kept together (0: as
# many as in the rendering), epochs, cameras that take turns, where they are mounted and on which circuits (all: every one), of
# one round after the other with : between them.
frames=30000 sequence=1 more=0 epochs=9 rounds=1 visited=8000 tune_epochs=3 rate=1e-3
compensated=0 passed=10000:8000 pass_epochs=3:2 pass_sequence=0 pass_rate=3e-4
cameras=slow,late,slow,prompt:slow,late pass_mounts=f1 pass_circuits=all
case "$network" in
  pilotnet) ;;
  pilotnet_tf) epochs=7 compensated=1 passed=4000 pass_sequence=8 pass_epochs=2 cameras=slow,late pass_circuits=montmelo_line ;;
  pilotnet_stacked) frames=40000 sequence=8 epochs=4 rounds=0 tune_epochs=2
    compensated=2 passed=4800 pass_sequence=8:1 pass_epochs=2 cameras=late,prompt:slow,uneven,sluggish ;;
  deepest_lstm_tiny) frames=40000 sequence=8 epochs=20 rounds=0 tune_epochs=8
    compensated=9 passed=16000:12000:6000:6000:6000:8000:0 pass_epochs=2:2:2:2:2:2:2:1
    pass_rate=3e-4:3e-4:3e-4:5e-4:5e-4:5e-4:2e-4
    cameras=slow,late,slow,prompt:slow
    pass_circuits=all:all:all:montmelo_line:montmelo_line:nurburgring_line,simple_circuit,many_curves,montmelo_line ;;
  slim_pilotnet) more=30000 epochs=20 tune_epochs=8 rate=2e-3 ;;
  slim_pilotnet_mounts) epochs=12 visited=6000 tune_epochs=4 rate=2e-3 compensated=2 pass_mounts=f1,multicamera:f1 ;;
  *) echo "training/run.sh: no network '$network' (see the head of the file)" >&2; exit 2 ;;
esac
seed=1 batch=128 workers=2 threads=1 own='' work=training model=models/$network.onnx judge=yes fresh=no
while [ $# -gt 0 ]; do
  case "$1" in
    --frames) frames=$2; shift ;;
    --more) more=$2; shift ;;
    --epochs) epochs=$2; shift ;;
    --rounds) rounds=$2; shift ;;
    --visited) visited=$2; shift ;;
    --tune-epochs) tune_epochs=$2; shift ;;
    --compensated) compensated=$2; shift ;;
    --passed) passed=$2; shift ;;
    --pass-epochs) pass_epochs=$2; shift ;;
    --pass-rate) pass_rate=$2; shift ;;
    --cameras) cameras=$2; shift ;;
    --pass-mounts) pass_mounts=$2; shift ;;
    --pass-sequence) pass_sequence=$2; shift ;;
    --pass-circuits) pass_circuits=$2; shift ;;
    --seed) seed=$2; shift ;;
    --batch) batch=$2; shift ;;
    --rate) rate=$2; shift ;;
    --data) own=$2; shift ;;
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
[ "$frames" -gt 0 ] || [ -n "$own" ] || { echo 'training/run.sh: --frames 0 needs --data' >&2; exit 2; }
command="bash training/run.sh $network --frames $frames --more $more --epochs $epochs --rounds $rounds --visited $visited --tune-epochs $tune_epochs --batch $batch --rate $rate --seed $seed --threads $threads${own:+ --data $own}"
[ "$compensated" -eq 0 ] || command="$command --compensated $compensated --passed $passed --pass-epochs $pass_epochs --pass-rate $pass_rate --cameras $cameras --pass-mounts $pass_mounts --pass-sequence $pass_sequence --pass-circuits $pass_circuits"

python='' jiti=''
# shellcheck source=training/environment.sh
. training/environment.sh
data=$work/data runs=$work/runs/$network
[ "$fresh" = no ] || rm -rf "$runs" "$data/$network"-{more,round,visited}-*
mkdir -p "$data" "$runs"

step() { echo "== $network: $*" >&2; }
# Runs the rest once: a marker beside the result says that it is done, and what it was made of.
once() {
  local marker=$1 made_of=$2; shift 2
  if [ -s "$marker" ] && [ "$(< "$marker")" != "$made_of" ]; then
    echo "training/run.sh: ${marker%.done} was made of '$(< "$marker")', not of '$made_of'; --fresh makes it again, --work FOLDER keeps both" >&2
    exit 1
  fi
  [ -e "$marker" ] || { "$@" && echo "$made_of" > "$marker"; }
}
# The value of a round: NUMBER VALUES; the last value serves the rounds after it.
of_round() {
  local values; IFS=: read -ra values <<< "$2"
  echo "${values[$(($1 < ${#values[@]} ? $1 - 1 : ${#values[@]} - 1))]}"
}
sum_of() { sha256sum < "$1" | cut -c 1-12; }
# Renders frames into a folder once: FOLDER VIEWS FRAMES SEED SEQUENCE [FILE OF POSES]
render() {
  local folder=$1 views=$2 made_of="frames $3, seed $4, sequence $5" poses=()
  # Markers of before they said it are empty.
  if [ -e "$folder.done" ] && [ ! -s "$folder.done" ]; then
    "$python" -c 'import json, sys; print("frames {frames}, seed {seed}, sequence {sequence}".format(**json.load(open(sys.argv[1]))))' \
      "$folder/meta.json" > "$folder.done"
    [ $# -lt 6 ] || echo "$(< "$folder.done"), poses $(sum_of "$6")" > "$folder.done"
  fi
  [ $# -lt 6 ] || { made_of="$made_of, poses $(sum_of "$6")"; poses=(--poses "$6"); }
  once "$folder.done" "$made_of" "$jiti" training/generate-frames.ts --out "$folder" --views "$views" --frames "$3" \
    --seed "$4" --sequence "$5" --mounts "$mounts" --workers "$workers" "${poses[@]}"
}
train() { "$python" training/train.py --network "$network" --batch "$batch" --threads "$threads" --resume "$@"; }

read -r view mounts < <("$python" -c "import sys; sys.path.insert(0, 'training'); from networks import network_named as named; print(named('$network').view, ','.join(named('$network').mounts))")
# One rendering serves all networks: frames that stand alone, or runs of them.
if [ "$sequence" -gt 1 ]; then kind=runs views=pilotnet,lstm offset=1; else kind=base views=pilotnet,slim,lstm offset=0; fi
# Frames of several cameras serve the networks that learn from all of them.
if [ "$mounts" != f1 ]; then kind=$view views=$view; fi
frames=$((frames / sequence * sequence)) visited=$((visited / sequence * sequence))
test_frames=$((frames / 10 / sequence * sequence))
folders=()
base=(--out "$runs/base" --epochs "$epochs" --rate "$rate" --seed "$seed")
train --check "${base[@]}"
if [ "$frames" -gt 0 ]; then
  step "frames: $frames, shared with other networks"
  folders+=("$data/$kind-$frames-$seed")
  render "${folders[0]}" "$views" "$frames" $((seed + offset)) "$sequence"
fi
if [ "$more" -gt 0 ]; then
  step "frames: $more more"
  folders+=("$data/$network-more-$more-$seed")
  render "${folders[-1]}" "$view" "$more" $((seed + 50)) 1
fi
[ -z "$own" ] || IFS=, read -ra own_folders <<< "$own"
[ -z "$own" ] || folders+=("${own_folders[@]}")

step "training: $epochs epochs"
train --data "${folders[@]}" "${base[@]}"

last=$runs/base
# One round: NUMBER POSES SEQUENCE EPOCHS RATE WEIGHTS MOUNTS [options of collect-visited.ts]
learn_from_driving() {
  local round=$1 places=$2 epochs=$4 rate=$5 weights=$6 mounts=$7 start sequence=$(($3 > 0 ? $3 : sequence)); shift 7
  places=$((places / sequence * sequence))
  start=$(sum_of "$last/checkpoint.pt")
  once "$last/exported.done" "checkpoint $start" "$python" training/export.py --run "$last" --model "$last/model.onnx"
  if [ "$places" -gt 0 ]; then
    step "round $round: the model drives, and learns from $places places it came through"
    once "$data/$network-visited-$round.done" "frames $places, sequence $sequence, seed $((seed + round)), checkpoint $start${*:+, $*}" "$jiti" training/collect-visited.ts --model "$last/model.onnx" \
      --out "$data/$network-visited-$round.csv" --frames "$places" --sequence "$sequence" --seed "$((seed + round))" --mounts "$mounts" "$@"
    folders+=("$data/$network-round-$round")
    render "${folders[-1]}" "$view" "$places" "$((seed + 100 * round))" "$sequence" \
      "$data/$network-visited-$round.csv"
  else
    step "round $round: the model trains on with the same frames"
  fi
  train --data "${folders[@]}" --out "$runs/round-$round" --init "$last/$weights" \
    --rate "$rate" --epochs "$epochs" --seed "$((seed + round))"
  last=$runs/round-$round
}
for ((round = 1; round <= rounds; round++)); do
  learn_from_driving "$round" "$visited" 0 "$tune_epochs" 5e-4 checkpoint.pt "$mounts"
done
# From the exported weights, where BatchNorm is folded away: what was learnt changes least.
for ((pass = 1; pass <= compensated; pass++)); do
  circuits=$(of_round $pass "$pass_circuits")
  [ "$circuits" = all ] && where=() || where=(--circuits "$circuits")
  learn_from_driving $((rounds + pass)) "$(of_round $pass "$passed")" "$(of_round $pass "$pass_sequence")" \
    "$(of_round $pass "$pass_epochs")" "$(of_round $pass "$pass_rate")" model.onnx "$(of_round $pass "$pass_mounts")" \
    --compensated "$(of_round $pass "$cameras")" "${where[@]}"
done

step "export"
"$jiti" training/plot-losses.ts "$runs"
tests=()
if [ "$test_frames" -gt 0 ]; then
  tests=(--test "$data/test-$kind-$test_frames-$seed")
  render "${tests[1]}" "$views" "$test_frames" $((seed + 1000 + offset)) "$sequence"
fi
"$python" training/export.py --run "$last" --model "$model" "${tests[@]}" --command "$command"
if [ "$judge" = yes ]; then
  step "figures"
  "$jiti" training/judge.ts --model "$model" --mounts "$mounts" --card
fi
