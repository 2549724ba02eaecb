#!/usr/bin/env bash
# Packs what goes into phones, as tars to be unpacked at their root, with owner and modes.
#   bash deploy/agent/pack.sh program AGENT CERTIFICATE KEY TAR    the same for all phones
#   bash deploy/agent/pack.sh phone PHONE_ID SECRET_FILE TAR       what one phone is, with its token
# The token is HMAC-SHA256 of the phone's id by the secret that gateways have too, in hex. One line end after the secret
# is not part of it.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
folder=data/local/tmp/cloudphone

pack() { # TAR FILE...
  tar -C "$root" --owner=0 --group=0 --numeric-owner -cf "$1" "${@:2}"
}

pack_program() { # AGENT CERTIFICATE KEY TAR
  mkdir -p "$root/$folder"
  install -m 0750 "$1" "$root/$folder/cloudphone-agent"
  install -m 0600 "$2" "$root/$folder/tls.crt"
  install -m 0600 "$3" "$root/$folder/tls.key"
  install -m 0640 "$here/agent.flags" "$root/$folder/agent.flags"
  install -m 0750 "$here/monitor.sh" "$root/$folder/monitor.sh"
  install -m 0750 "$here/extend_custom.sh" "$root/data/local/tmp/extend_custom.sh"
  # By their names: a folder in the tar would change its owner and mode in the phone.
  (cd "$root" && find data -type f) | sort | { mapfile -t files; pack "$4" "${files[@]}"; }
}

pack_phone() { # PHONE_ID SECRET_FILE TAR
  mkdir -p "$root/$folder"
  printf -- '--phone_id=%s\n' "$1" | install -m 0640 /dev/stdin "$root/$folder/phone.flags"
  # Not by an argument: those of a process can be read by all.
  python3 - "$1" "$2" <<'PYTHON' | install -m 0600 /dev/stdin "$root/$folder/token"
import hashlib, hmac, pathlib, sys
secret = pathlib.Path(sys.argv[2]).read_bytes().removesuffix(b"\n").removesuffix(b"\r")
if not secret:
    sys.exit(f"pack.sh: {sys.argv[2]} holds no secret")
print(hmac.new(secret, sys.argv[1].encode(), hashlib.sha256).hexdigest())
PYTHON
  pack "$3" "$folder/phone.flags" "$folder/token"
}

case "${1:-}:$#" in
  program:5) pack_program "${@:2}" ;;
  phone:4) pack_phone "${@:2}" ;;
  *) sed -n '2,6s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
esac
