# shellcheck shell=sh
# run_limited SECONDS GRACE STDOUT STDERR COMMAND...
# Runs a command in a session of its own, so that it and what it starts are one process group, with its output in files. When the
# seconds are over the group is asked to end, and killed after GRACE more. Returns the command's exit code, or 124 when time ran out.
# File descriptor 9, the caller's lock, stays closed to it: what a script leaves running must not hold the lock.
run_limited() {
  limit=$1 grace=$2 out=$3 err=$4
  shift 4
  rm -f "$out.late"
  setsid "$@" </dev/null >"$out" 2>"$err" 9>&- &
  command_pid=$!
  # shellcheck disable=SC2016 # the inner shell's own arguments
  setsid sh -c 'sleep "$1"; : >"$3.late"; kill -s TERM -- "-$4"; sleep "$2"; kill -s KILL -- "-$4"' \
    watch "$limit" "$grace" "$out" "$command_pid" </dev/null >/dev/null 2>&1 9>&- &
  watch_pid=$!
  wait "$command_pid" 2>/dev/null
  code=$?
  # By its group, for the sleep in it, and by itself, in case it has no group of its own yet.
  kill -s KILL -- "-$watch_pid" "$watch_pid" 2>/dev/null
  wait "$watch_pid" 2>/dev/null
  if [ -e "$out.late" ]; then
    # What is left of the group does not outlive its time.
    kill -s KILL -- "-$command_pid" 2>/dev/null
    rm -f "$out.late"
    code=124
  fi
  return "$code"
}
