#!/usr/bin/env bash
# Runs the commands of tests/clients/README.md: makes each language's stubs, builds its program, runs it against a
# gateway of its own with the embedded simulator, and checks what it printed and recorded; runs it again where much
# fails; then makes all stubs by buf.
#   bash tests/clients/run.sh                 all languages, and buf
#   bash tests/clients/run.sh NAME...         some of: go node java cpp python buf
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
work=$PWD/build/clients/run
programs=${CLOUDPHONE_PROGRAMS:-build/bin}
names=("$@")
[ ${#names[@]} -gt 0 ] || names=(go node java cpp python buf)
gateway= simulator=
# The C++ stubs, made again, are compiled once.
if command -v ccache >/dev/null; then
  export CMAKE_CXX_COMPILER_LAUNCHER=ccache CCACHE_SLOPPINESS=pch_defines,time_macros CCACHE_NOHASHDIR=1 CCACHE_BASEDIR=$PWD
fi
trap 'kill $gateway $simulator 2>/dev/null || true' EXIT

# The commands of a purpose (stubs, build, tour) under a heading of the page: a block begins with its purpose.
commands_of() { # heading purpose
  awk -v heading="$1" -v purpose="# $2" '
    /^## / { inside = $2 == heading }
    /^```$/ { printing = 0 }
    printing
    inside && $0 == purpose { printing = 1 }' tests/clients/README.md
}
tour_of() { commands_of "$1" tour; } # language

# Runs commands; what they say is shown only where one fails.
run_quietly() { # log, commands
  bash -euo pipefail -c "$2" >"$1" 2>&1 || { cat "$1" >&2; return 1; }
}

# All commands of a language, to be run as a reader pastes them: one block after the other, in one shell.
pasted() { # language, file for what the tour prints
  commands_of "$1" stubs
  commands_of "$1" build
  printf 'exec >%q\n' "$2"
  tour_of "$1"
}

# Starts a gateway with a file in $work. Its watches are old after a second, so that programs must ask again.
start_gateway() { # configuration
  exec {said}< <(exec env -u HUAWEICLOUD_SDK_AK -u HUAWEICLOUD_SDK_SK AK=SIMULATORACCESSKEY00 \
    SK=simulator-secret-key-0123456789abcdefghi "$programs/cloudphone-gateway" --listen 127.0.0.1:0 --log_level=error \
    --config "$work/$1")
  gateway=$!
  read -r line <&"$said"
  address=${line#listening on }
}

stop_gateway() {
  kill -TERM "$gateway"
  wait "$gateway" || { echo "clients: the gateway ended with $?" >&2; return 1; }
  gateway=
  exec {said}<&-
}

# Starts a simulator of its own, and a gateway that serves two accounts there over TLS. The bucket of one is not open to
# phones, and the object store of the other does not answer.
start_accounts() {
  local account bucket store
  exec {told}< <(exec "$programs/cloudphone-simulator" --listen 127.0.0.1:0 --log_level=error)
  simulator=$!
  read -r line <&"$told"
  cloud=http://${line#listening on }
  {
    printf 'watch: {max_age: 1s}\nlisten: {tls: {certificate_file: %s, key_file: %s}}\n' "$work/tls.crt" "$work/tls.key"
    printf 'phone_agents: {plaintext: true}\naccounts:\n'
    while read -r account bucket store; do
      printf -- '- {name: %s, region: cn-north-4, endpoint: "%s", iam_endpoint: "%s",\n' "$account" "$cloud" "$cloud"
      printf '   credentials: {access_key: {environment: AK}, secret_key: {environment: SK}},\n'
      printf '   object_storage: {staging_bucket: %s, endpoint: "%s"}}\n' "$bucket" "$store"
    done
  } >"$work/accounts.yaml" <<END
undelegated undelegated-bucket $cloud
storeless push-bucket http://127.0.0.1:65535
END
  start_gateway accounts.yaml
}

stop_accounts() {
  stop_gateway
  kill -TERM "$simulator"
  wait "$simulator" || { echo "clients: the simulator ended with $?" >&2; return 1; }
  simulator=
  exec {told}<&-
}

# Commands of the page with what they shall be about.
about() { # language, commands
  local run=${2//127.0.0.1:50051/$address}
  run=${run// app.apk/ $work/com.example.tour.apk}
  printf '%s' "${run// tour.wav/ $work/$1.wav}"
}

# The program of one language, against a world that no other has changed.
tour() { # language
  [ -n "$(tour_of "$1")" ] || { echo "clients: README.md has no such language: $1" >&2; return 2; }
  start_gateway plain.yaml
  rm -f "$work/$1.wav"
  : >"$work/$1-output"
  run_quietly "$work/$1-log" "$(about "$1" "$(pasted "$1" "$work/$1-output")")" ||
    { cat "$work/$1-output" >&2; return 1; }
  stop_gateway
  python3 tests/clients/check_tour.py default "$work/$1-output" "$work/$1.wav"
}

# The program against an account of a gateway that wants TLS, where no install succeeds.
tour_of_account() { # language
  rm -f "$work/$1.wav"
  bash -euo pipefail -c "$(about "$1" "$(tour_of "$1") --ca_file $work/tls.crt --account undelegated")" \
    >"$work/$1-account" 2>"$work/$1-log" || { cat "$work/$1-account" "$work/$1-log" >&2; return 1; }
  python3 tests/clients/check_tour.py undelegated "$work/$1-account" "$work/$1.wav"
}

# A program must notice that a step fails, and its last words be why.
fail() { # language, flags, how they begin
  if bash -euo pipefail -c "$(about "$1" "$(tour_of "$1") $2")" >"$work/$1-failure" 2>&1; then
    echo "clients: $1 ends with 0 with $2" >&2
    return 1
  fi
  tail -n 1 "$work/$1-failure" | grep -Eq "^$3" ||
    { printf 'clients: with %s, %s does not end by %s:\n' "$2" "$1" "$3"; cat "$work/$1-failure"; return 1; } >&2
}

# The files in a folder of stubs that a client needs; those of Go begin at its module.
stubs_in() { # folder
  (cd "$1" && find . -type f -regextype egrep -regex '\./(cloudphone/)?(v1|rest)/.*|\./google/rpc/.*' ! -name '*.pyc' |
    LC_ALL=C sort)
}

# What buf makes by the same plugins has every file that protoc made, and Go's compiles. Stubs of languages that have
# not run here are made first: buf needs their plugins besides.
stubs_by_buf() {
  local language there missing
  local -A protoc=([go]=build/clients/go/stubs [node]=build/clients/node/stubs [java]=build/clients/java/stubs
    [cpp]=build/clients/cpp/stubs [python]=build/python/stubs)
  for language in "${!protoc[@]}"; do
    [ -d "${protoc[$language]}" ] || run_quietly "$work/$language-stubs" "$(commands_of "$language" stubs)"
  done
  run_quietly "$work/buf-stubs" "$(commands_of buf stubs)"
  for language in "${!protoc[@]}"; do
    there=${protoc[$language]}
    [ -n "$(stubs_in "$there")" ] || { echo "clients: nothing to compare in $there" >&2; return 1; }
    missing=$(LC_ALL=C comm -23 <(stubs_in "$there") <(stubs_in "build/clients/buf/$language"))
    [ -z "$missing" ] || { printf 'clients: buf did not make for %s:\n%s\n' "$language" "$missing" >&2; return 1; }
  done
  cp build/clients/go/stubs/go.mod build/clients/buf/go/
  sed "s,=> .*,=> $PWD/build/clients/buf/go," tests/clients/go/go.mod >"$work/buf.mod"
  cp tests/clients/go/go.sum "$work/buf.sum"
  go -C tests/clients/go build -modfile="$work/buf.mod" -o "$work/tour-by-buf" .
}

mkdir -p "$work"
printf 'PK\3\4 an app' >"$work/com.example.tour.apk"
printf 'watch: {max_age: 1s}\nsimulator: {job_duration: 3s}\n' >"$work/plain.yaml"
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=tour -addext subjectAltName=IP:127.0.0.1 \
  -keyout "$work/tls.key" -out "$work/tls.crt" 2>/dev/null
for name in "${names[@]}"; do
  started=$SECONDS
  if [ "$name" = buf ]; then
    stubs_by_buf
  else
    tour "$name"
    fail "$name" "" "UNAVAILABLE: "  # There is no gateway any more.
    start_accounts
    tour_of_account "$name"
    fail "$name" "--ca_file $work/tls.crt --account storeless" "(UNAVAILABLE: )?the upload failed: .*[Cc]onnect"
    fail "$name" "--ca_file $work/tls.crt" "INVALID_ARGUMENT: ACCOUNT_MISSING "
    stop_accounts
  fi
  echo "clients: $name passed in $((SECONDS - started)) s"
done
