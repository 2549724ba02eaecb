#!/usr/bin/env bash
# Runs clang-tidy over the C++ files of a change; a finding is an error, a warning of clang itself, such as of
# -Wthread-safety, too.
#   bash tests/tidy.sh           what differs from the merge base with origin/main, else from the commit before
#   bash tests/tidy.sh COMMIT    what differs from COMMIT; uncommitted and new files count in both forms
#   bash tests/tidy.sh --at_most=N [COMMIT]    of more than N files those that changed last
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
at_most=0
case "${1:-}" in
  --at_most=*) at_most=${1#*=}; shift ;;
esac
if ! git rev-parse -q --verify HEAD >/dev/null 2>&1; then
  echo "tidy: no commit to compare with"
  exit 0
fi
base=${1:-$(git merge-base HEAD origin/main 2>/dev/null || echo HEAD)}
# On main itself the change is the last commit; of a history of one commit it is what is not committed.
if [ $# -eq 0 ] && [ "$(git rev-parse "$base")" = "$(git rev-parse HEAD)" ]; then
  base=$(git rev-parse -q --verify HEAD~1 || echo HEAD)
fi

# A header is checked with a file that includes it: its own, else the first.
sources_of() { # file
  case $1 in
    *.cc) echo "$1" ;;
    *.h)
      if [ -f "${1%.h}.cc" ]; then
        echo "${1%.h}.cc"
      else
        git grep -l --untracked -F "#include \"$1\"" -- '*.cc' | sed -n 1p || true
      fi
      ;;
  esac
}

# The newest change first.
mapfile -t changed < <({ git diff --name-only HEAD -- '*.cc' '*.h'
                         git ls-files --others --exclude-standard -- '*.cc' '*.h'
                         git log --format= --name-only "$base..HEAD" -- '*.cc' '*.h'; } | awk '!seen[$0]++')
mapfile -t sources < <(for file in "${changed[@]}"; do [ ! -f "$file" ] || sources_of "$file"; done | awk '!seen[$0]++')
if [ ${#sources[@]} -eq 0 ]; then
  echo "tidy: no C++ file differs from $base"
  exit 0
fi

# clang's own compile commands: gcc's name flags and precompiled headers that clang does not have. The files need what is
# generated; ninja builds what that hangs on.
cmake --preset tidy -DCLOUDPHONE_TESTS=ON >/dev/null
ninja -C build/tidy -t targets all | sed -nE 's/^([^/].*\.(pb\.h|inc)): CUSTOM_COMMAND$/\1/p' |
  xargs ninja -C build/tidy --quiet
# What no target compiles has no command.
mapfile -t sources < <(for file in "${sources[@]}"; do
  if grep -qF "\"file\": \"$PWD/$file\"" build/tidy/compile_commands.json; then echo "$file"; fi
done)
echo "tidy: ${#sources[@]} files"
if [ "$at_most" -gt 0 ] && [ ${#sources[@]} -gt "$at_most" ]; then
  sources=("${sources[@]:0:at_most}")
  echo "tidy: only the $at_most that changed last; without --at_most all"
fi
printf '%s\0' "${sources[@]}" |
  xargs -0 -r -n 1 -P "$(nproc)" clang-tidy-14 -p build/tidy --quiet
