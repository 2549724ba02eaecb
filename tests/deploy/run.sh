#!/usr/bin/env bash
# The part `deploy` of tests/run.sh: the manifests against the schemas of Kubernetes, the image and its pod under the
# restrictions of the manifests, the start script of the agent. As root, and after a build of the programs.
#   bash tests/deploy/run.sh [ARGUMENT OF PYTEST...]
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$(cd "$here/../.." && pwd)
env="$top/build/deploy/python"

if ! cmp -s "$here/requirements.txt" "$env/requirements.txt"; then
  python3 -m venv --clear "$env"
  "$env/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt"
  cp "$here/requirements.txt" "$env/requirements.txt"
fi
# -rP shows of tests that pass what they print: in which way the image was made.
cd "$top"
exec "$env/bin/python" -m pytest -q -rP -p no:cacheprovider "${@:-tests/deploy}"
