#!/bin/sh
# Builds the package and lays out what an image needs of it: build.sh FOLDER, in a checkout after `npm ci --ignore-scripts`.
# Leaves the checkout without its development dependencies: the Dockerfiles call it in a stage that is thrown away.
set -eu
[ $# -eq 1 ] || {
  echo "usage: build.sh FOLDER" >&2
  exit 2
}
cd "$(dirname "$0")/../.."
npm run --silent build
npm prune --omit=dev --ignore-scripts --no-audit --no-fund

mkdir -p "$1"
to=$(cd "$1" && pwd)
cp -R LICENSE README.md package.json package.xml brains config dist launch models msg node_modules nodes srv "$to/"
mkdir -p "$to/scripts"
cp -R scripts/container "$to/scripts/"

# onnxruntime-node brings the libraries of every platform: half of the tree.
libraries=$to/node_modules/onnxruntime-node/bin/napi-v6
here=$(node -p 'process.platform + "/" + process.arch')
[ -d "$libraries/$here" ] || {
  echo "onnxruntime-node has no libraries for $here: an image for this platform cannot be built" >&2
  exit 1
}
find "$libraries" -mindepth 2 -maxdepth 2 -type d ! -path "$libraries/$here" -exec rm -rf {} +
find "$libraries" -mindepth 1 -maxdepth 1 -type d -empty -delete

chmod 755 "$to/dist/cli/main.js" "$to"/nodes/* "$to"/scripts/container/*.sh
