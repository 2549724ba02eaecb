#!/usr/bin/env bash
# Prints the figures of the release build, one JSON line each: {"figure": NAME, "value": NUMBER, "unit": UNIT}.
# Builds first what it measures; the packages must be there (bash tests/run.sh packages).
#   bash tests/bench/run.sh            all rounds, some seven minutes
#   bash tests/bench/run.sh --quick    few rounds, some two minutes
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$top"
start_rounds=15 gateway_rounds=9 watch_rounds=15 media_rounds=5
case "${1:-}" in
  "") ;;
  --quick) start_rounds=5 gateway_rounds=2 watch_rounds=5 media_rounds=1 ;;
  *) echo "run.sh: $1: --quick or nothing" >&2; exit 2 ;;
esac
cmake --preset release -DCLOUDPHONE_TESTS=ON >&2
cmake --build --preset release --target cloudphone-gateway bench_upstream bench_echo bench_grpc_load bench_curl_load \
  bench_null_sax json_bench poll_bench watch_bench bench_agent bench_relay bench_media_load >&2
python3 tests/bench/start_bench.py --rounds="$start_rounds"
python3 tests/bench/gateway_bench.py --rounds="$gateway_rounds"
python3 tests/bench/media_bench.py --rounds="$media_rounds"
build/release/bin/json_bench
build/release/bin/poll_bench
build/release/bin/watch_bench --rounds="$watch_rounds"
