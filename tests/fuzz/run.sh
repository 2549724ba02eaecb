#!/usr/bin/env bash
# Lets libFuzzer work on one target, or on each in turn; what it finds lies in build/fuzz/found.
#   bash tests/fuzz/run.sh            60 seconds for each target
#   bash tests/fuzz/run.sh TARGET [SECONDS]
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$top"
targets=(answer_fuzz input_fuzz request_fuzz signature_fuzz)
[ $# -eq 0 ] || targets=("$1")
seconds=${2:-60}
# shellcheck source=../../deploy/packages.sh
. deploy/packages.sh
install_packages "${build_packages[@]}" "${test_packages[@]}" libclang-rt-14-dev
cmake --preset fuzz -DCLOUDPHONE_TESTS=ON >/dev/null
mkdir -p build/fuzz/found
for target in "${targets[@]}"; do
  cmake --build --preset fuzz -j "$(nproc)" --target "$target" "${target}_guided"
  corpus=build/fuzz/corpus/$target
  mkdir -p "$corpus"
  "build/fuzz/bin/$target" --write_seeds="$corpus"
  "build/fuzz/bin/${target}_guided" -max_total_time="$seconds" -max_len=4096 -artifact_prefix=build/fuzz/found/ \
    -print_final_stats=1 "$corpus"
done
