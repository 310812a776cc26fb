#!/bin/sh
# Smoke test of compose.yml, on a machine with Docker:
#   bash scripts/container/smoke-compose.sh [cpu|gpu]
# Brings everything up, waits until the node has driven, and looks at what the recorder and the node wrote.
set -eu
cd "$(dirname "$0")/../.."
profile=${1:-cpu}
case $profile in
cpu) brain=brain ;;
gpu) brain='brain-gpu' ;;
*)
  echo "usage: smoke-compose.sh [cpu|gpu]" >&2
  exit 2
  ;;
esac
compose() { docker compose --profile "$profile" "$@"; }
trap 'compose down --volumes' EXIT
compose build
compose up --detach --wait --wait-timeout 300
sleep 60
compose stop "$brain" recorder
compose run --rm --no-deps recorder sh -c 'for bag in /out/all*.bag /out/brain/*.bag; do
  /opt/f1_brain/node_modules/.bin/jiti /opt/f1_brain/scripts/container/check-drive.ts "$bag" 100 || exit 1
done'
echo "compose smoke test passed"
