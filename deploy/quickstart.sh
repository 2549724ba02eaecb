#!/usr/bin/env bash
# From a clean clone to a gateway that serves: installs what the build needs, builds, starts the gateway with the embedded
# simulator, shows the main job, and leaves the gateway running until Ctrl-C.
#   bash deploy/quickstart.sh [--demo] [--listen HOST:PORT]
#     --demo               end after the show
#     --listen HOST:PORT   instead of 127.0.0.1:50051
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
listen=127.0.0.1:50051
demo=false
while [ $# -gt 0 ]; do
  case "$1" in
    --demo) demo=true ;;
    --listen) listen=${2:?--listen needs HOST:PORT}; shift ;;
    -h | --help) sed -n '2,6s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0 ;;
    *) echo "quickstart.sh: $1: no such option" >&2; exit 2 ;;
  esac
  shift
done

# shellcheck source=packages.sh
. "$top/deploy/packages.sh"
install_packages "${build_packages[@]}"
cd "$top"
# Tests stay as they were configured: this build folder is theirs too.
[ -f build/release/build.ninja ] || cmake --preset release -DCLOUDPHONE_TESTS=OFF
cmake --build --preset release --target cloudphone-gateway cphctl

exec {said}< <(exec build/bin/cloudphone-gateway --listen "$listen" --upstream=simulator --log_level=warning)
gateway=$!
trap 'kill -TERM "$gateway" 2>/dev/null || true' INT TERM
if ! read -r line <&"$said"; then
  code=0
  wait "$gateway" || code=$?  # It has said why.
  exit "$code"
fi
address=${line#listening on }

shown=0
build/bin/cphctl --address "$address" demo || shown=$?
if $demo || [ "$shown" -ne 0 ]; then
  kill -TERM "$gateway"
  wait "$gateway"
  exit "$shown"
fi
printf '\nThe gateway listens on %s until Ctrl-C.\n' "$address"
# The first wait ends with the signal, the second with the gateway.
wait "$gateway" || true
wait "$gateway" 2>/dev/null || true
