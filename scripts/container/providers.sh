#!/bin/sh
# Fetches onnxruntime's CUDA and TensorRT providers into node_modules and makes sure that they arrived; where they cannot
# be had, the image must not be built without them. `providers.sh --check` looks only.
set -eu
cd "$(dirname "$0")/../.."
if [ "${1:-}" != --check ]; then
  ONNXRUNTIME_NODE_INSTALL=cuda12 node node_modules/onnxruntime-node/script/install
fi
for library in shared cuda tensorrt; do
  file=node_modules/onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime_providers_$library.so
  [ -s "$file" ] || {
    echo "$file is not there: the CUDA 12 providers were not installed" >&2
    exit 1
  }
done
