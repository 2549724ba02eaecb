#!/usr/bin/env bash
# Prints the figures of the release build, one JSON line each: {"figure": NAME, "value": NUMBER, "unit": UNIT}.
# Builds first what it measures; the packages must be there (bash tests/run.sh packages).
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$top"
cmake --preset release -DCLOUDPHONE_TESTS=ON >&2
cmake --build --preset release --target cloudphone-gateway json_bench watch_bench >&2
python3 tests/bench/start_bench.py
build/release/bin/json_bench
build/release/bin/watch_bench
