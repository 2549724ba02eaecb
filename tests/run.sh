#!/usr/bin/env bash
# Installs what the tests need, builds, and runs every test.
#   bash tests/run.sh            all parts, from cheap to dear
#   bash tests/run.sh PART...    some of: packages lint unit tidy deploy clients quickstart tsan asan, and arm64, which must be named
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$top"
last_start_minute=75
jobs=$(nproc)

part_packages() {
  # shellcheck source=../deploy/packages.sh
  . deploy/packages.sh
  install_packages "${build_packages[@]}" "${test_packages[@]}"
}

part_lint() { bash tests/lint/run.sh; }

build_and_test() { # preset
  cmake --preset "$1" -DCLOUDPHONE_TESTS=ON
  cmake --build --preset "$1" -j "$jobs"
  ctest --preset "$1" -j "$jobs"
}

part_unit() { build_and_test release; }

part_tidy() { bash tests/tidy.sh --at_most=40; }

part_deploy() {
  [ -f build/release/build.ninja ] || cmake --preset release -DCLOUDPHONE_TESTS=ON
  cmake --build --preset release -j "$jobs" --target cloudphone-gateway cloudphone-simulator cphctl cloudphone-agent
  bash tests/deploy/run.sh
}

part_clients() {
  bash tests/clients/python/make_stubs.sh
  build/python/bin/python -m pytest -q tests/clients/python
  bash tests/clients/run.sh
}

part_quickstart() { bash deploy/quickstart.sh --demo --listen 127.0.0.1:0; }

# One program of the concurrent parts; the presets name it and its options.
part_tsan() {
  cmake --preset tsan -DCLOUDPHONE_TESTS=ON
  cmake --build --preset tsan -j "$jobs"
  ctest --preset tsan -j "$jobs"
}

# The agent, by a cross compiler; its tests by an emulator.
part_arm64() {
  # shellcheck source=../deploy/packages.sh
  . deploy/packages.sh
  install_packages "${build_packages[@]}" "${test_packages[@]}" "${arm64_packages[@]}"
  build_and_test arm64
}

part_asan() {
  ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1 UBSAN_OPTIONS=print_stacktrace=1 build_and_test asan
  # The programs under the sanitizers, driven from outside: a fault or a leak is an exit code that is not 0.
  bash tests/clients/python/make_stubs.sh
  # A sanitizer keeps what is freed, so that how much memory a program holds says nothing.
  CLOUDPHONE_PROGRAMS=build/asan/bin build/python/bin/python -m pytest -q tests/clients/python \
    --ignore-glob='*readme*' --ignore-glob='*broken_cloud*' \
    --deselect=tests/clients/python/test_media.py::test_listeners_that_sleep_cost_no_memory
}

parts=("$@")
[ ${#parts[@]} -gt 0 ] || parts=(packages lint unit tidy deploy clients quickstart tsan asan)
for part in "${parts[@]}"; do
  declare -F "part_$part" >/dev/null || { echo "run.sh: $part: no such part" >&2; exit 2; }
done

begin=$SECONDS
times=()
for part in "${parts[@]}"; do
  if [ $((SECONDS - begin)) -ge $((last_start_minute * 60)) ]; then
    echo "run.sh: $part does not start after minute $last_start_minute" >&2
    exit 1
  fi
  printf '\n== %s\n' "$part"
  started=$SECONDS
  # In a shell of its own, so that set -e holds in it.
  if ! bash -c "$(declare -f); set -euo pipefail; top=$(printf %q "$top"); jobs=$jobs; part_$part"; then
    echo "run.sh: $part failed after $((SECONDS - started)) s" >&2
    exit 1
  fi
  times+=("$part $((SECONDS - started)) s")
  echo "== $part passed in $((SECONDS - started)) s"
done
printf '\nall parts passed:\n'
printf '  %s\n' "${times[@]}"
