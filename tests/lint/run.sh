#!/usr/bin/env bash
# Lints the contract (buf's STANDARD and COMMENTS) and compares it with the one that is kept in
# tests/data/contract.binpb: what would break a client fails. buf comes from npm, at the version of package-lock.json.
#   bash tests/lint/run.sh
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/image.sh"

# Installs buf where the lock file has changed since.
install_buf() {
  cmp -s "$top/tests/lint/package-lock.json" "$work/installed.json" && return 0
  mkdir -p "$work"
  cp "$top/tests/lint/package.json" "$top/tests/lint/package-lock.json" "$work/"
  npm --prefix "$work" ci --ignore-scripts --no-audit --no-fund --loglevel=error
  cp "$work/package-lock.json" "$work/installed.json"
}

buf() { "$work/node_modules/.bin/buf" "$@"; }

install_buf
make_image "$work/contract.binpb" --include_source_info
config=$top/tests/lint/buf.yaml
status=0
buf lint "$work/contract.binpb" --config "$config" || { echo "lint: the contract breaks a rule of style" >&2; status=1; }
buf breaking "$work/contract.binpb" --against "$kept" --config "$config" || {
  echo "lint: this would break clients of the contract that is kept; if it is meant: bash tests/lint/renew.sh" >&2
  status=1
}
[ $status -ne 0 ] || echo "lint: $(buf --version) finds nothing"
exit $status
