# The contract as one image, for the scripts that source this file.

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$top/build/lint
kept=$top/tests/data/contract.binpb

# Writes proto/ and all that it imports to the file named, by protoc, so that no module registry is asked. More
# arguments are protoc's.
make_image() { # file argument...
  local file=$1
  shift
  mkdir -p "$(dirname "$file")"
  (cd "$top/proto" && find cloudphone -name '*.proto' | LC_ALL=C sort |
    xargs protoc -I . -I "${GOOGLEAPIS_DIR:-/usr/share/gocode/src/github.com/gogo/googleapis}" \
      --include_imports "$@" --descriptor_set_out="$file")
}
