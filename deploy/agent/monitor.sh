#!/system/bin/sh
# Keeps cloudphone-agent running in a phone: starts it, and starts it again when it is gone, after a pause that doubles.
#   sh monitor.sh start     in the background; does nothing where it runs already
#   sh monitor.sh stop      ends the agent, and then itself
#   sh monitor.sh status    says whether both run; exit code 0 if so
# Everything lies in the folder of this script: cloudphone-agent; agent.flags and phone.flags, of which each line that
# begins with -- is an argument of the agent; agent.log and agent.log.1. POSIX, as the sh and the tools of Android have it.

folder=$(cd "${0%/*}" && pwd) || exit 1
log=$folder/agent.log
longest_log=1048576 # Bytes; looked at when the agent starts.
# Seconds. An agent that ran for `steady` was in order: the next pause is the first again.
first_pause=${CLOUDPHONE_FIRST_PAUSE:-1}
longest_pause=${CLOUDPHONE_LONGEST_PAUSE:-60}
steady=${CLOUDPHONE_STEADY:-60}
grace=${CLOUDPHONE_GRACE:-10} # For the agent's end; it gives 5 to its calls in flight.

say() { echo "time=$(date -u +%Y-%m-%dT%H:%M:%SZ) monitor: $*" >>"$log"; }

# Whether the process that wrote the file is still there. After a boot its number may be another's.
alive() { # FILE NAME
  [ -s "$folder/$1" ] && grep -q "$2" "/proc/$(cat "$folder/$1")/cmdline" 2>/dev/null
}

# Makes this process the only monitor; false when there is one.
claim() {
  alive monitor.pid monitor.sh || rm -f "$folder/monitor.pid"
  (set -C && echo $$ >"$folder/monitor.pid") 2>/dev/null
}

# The arguments of the agent, one a line.
arguments() {
  for file in "$folder/agent.flags" "$folder/phone.flags"; do
    while IFS= read -r line || [ -n "$line" ]; do
      case $line in --*) printf '%s\n' "$line" ;; esac
    done <"$file"
  done
}

start_agent() {
  if [ -f "$log" ] && [ "$(wc -c <"$log")" -gt "$longest_log" ]; then mv "$log" "$log.1"; fi
  # Lines are split into arguments, and nothing else is done to them.
  flags=$(arguments 2>>"$log")
  old_ifs=$IFS
  IFS='
'
  set -f
  # shellcheck disable=SC2086
  set -- $flags
  set +f
  IFS=$old_ifs
  "$folder/cloudphone-agent" "$@" </dev/null >>"$log" 2>&1 &
  child=$!
  echo "$child" >"$folder/agent.pid"
  # The system is to kill apps before it.
  { echo -800 >"/proc/$child/oom_score_adj"; } 2>/dev/null
}

# Waits for `child`, also when a signal comes between. TERM is handed on to it by the trap.
wait_for_child() {
  [ -z "$stopping" ] || kill "$child" 2>/dev/null
  code=0
  wait "$child" || code=$?
  while kill -0 "$child" 2>/dev/null; do
    wait "$child"
    code=$?
  done
}

run() {
  claim || exit 0
  stopping=
  child=
  trap '' HUP
  trap 'stopping=yes; [ -z "$child" ] || kill "$child" 2>/dev/null' TERM INT
  pause=$first_pause
  while [ -z "$stopping" ]; do
    begin=$(date +%s)
    start_agent
    wait_for_child
    ran=$(($(date +%s) - begin))
    rm -f "$folder/agent.pid"
    [ -z "$stopping" ] || break
    [ "$ran" -lt "$steady" ] || pause=$first_pause
    say "the agent ended with $code after $ran s; it starts again in $pause s"
    sleep "$pause" &
    child=$!
    wait_for_child
    pause=$((pause * 2))
    [ "$pause" -le "$longest_pause" ] || pause=$longest_pause
  done
  say "stopped"
  rm -f "$folder/monitor.pid"
}

start() {
  if alive monitor.pid monitor.sh; then
    echo "runs already"
    return
  fi
  # A session of its own, where there is a command for it: what ends the caller's does not end this one.
  session=
  command -v setsid >/dev/null && session=setsid
  $session sh "$folder/monitor.sh" run </dev/null >/dev/null 2>&1 &
  echo "started"
}

# What is still there after the grace is killed.
stop() {
  alive monitor.pid monitor.sh || {
    echo "does not run"
    return
  }
  kill "$(cat "$folder/monitor.pid")"
  left=$grace
  while alive monitor.pid monitor.sh; do
    if [ "$left" -eq 0 ]; then
      kill -9 "$(cat "$folder/monitor.pid")"
      ! alive agent.pid cloudphone-agent || kill -9 "$(cat "$folder/agent.pid")"
      rm -f "$folder/monitor.pid" "$folder/agent.pid"
      break
    fi
    left=$((left - 1))
    sleep 1
  done
  echo "stopped"
}

status() {
  alive monitor.pid monitor.sh || {
    echo "does not run"
    return 1
  }
  alive agent.pid cloudphone-agent || {
    echo "the monitor runs, the agent does not: $log"
    return 1
  }
  echo "runs"
}

umask 077
case ${1:-} in
  start | stop | status | run) "$1" ;;
  *)
    echo "monitor.sh: start, stop or status" >&2
    exit 2
    ;;
esac
