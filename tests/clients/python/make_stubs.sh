#!/usr/bin/env bash
# Makes a virtual environment with the pinned packages, and the Python stubs of the contract.
#   bash tests/clients/python/make_stubs.sh      the environment is then build/python, the stubs build/python/stubs
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$(cd "$here/../../.." && pwd)
env="$top/build/python"

if ! cmp -s "$here/requirements.txt" "$env/requirements.txt"; then
  python3 -m venv --clear "$env"
  "$env/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt"
  cp "$here/requirements.txt" "$env/requirements.txt"
fi
mkdir -p "$env/stubs"
cd "$top/proto"
# google/rpc comes with googleapis-common-protos.
common=$("$env/bin/python" -c 'import google.rpc, os; print(os.path.dirname(os.path.dirname(list(google.rpc.__path__)[0])))')
find cloudphone -name '*.proto' -print0 |
  xargs -0 "$env/bin/python" -m grpc_tools.protoc -I. -I"$common" --python_out="$env/stubs" --grpc_python_out="$env/stubs"
