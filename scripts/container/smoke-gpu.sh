#!/bin/sh
# Smoke test of the GPU image, inside it, on a machine with an NVIDIA card and its container toolkit:
#   docker run --rm --gpus all f1-brain:gpu /opt/f1_brain/scripts/container/smoke-gpu.sh
# All that the CPU image must do, then a lap on each provider; asked for by name, a provider that cannot run is an error.
set -eu
home=$(cd "$(dirname "$0")/../.." && pwd)
"$home/scripts/container/smoke-brain.sh"
"$home/scripts/container/providers.sh" --check
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
nvidia-smi --query-gpu=name,driver_version --format=csv,noheader
for provider in cuda tensorrt; do
  echo "== a lap in lockstep on $provider"
  node "$home/dist/cli/main.js" lap slim_pilotnet --world lockstep --provider "$provider" --out "$provider" --json >"$provider.json"
  "$home/node_modules/.bin/jiti" "$home/scripts/container/check-lap.ts" "$provider.json" "$provider"
done
echo "GPU smoke test passed"
