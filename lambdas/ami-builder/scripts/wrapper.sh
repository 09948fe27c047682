# shellcheck shell=sh
# ROOT ID ATTEMPT GUARD SECONDS GRACE REBOOT SCRIPT
# Runs a script once, however often this command is delivered. Systems Manager has no token for SendCommand, and its agent starts a
# command again after a reboot, so the claim is a folder on the instance: mkdir succeeds once. Deliveries queue at a lock, which the
# system lets go of whatever way its holder dies; each later one ends with the output and the exit code of the first.
# 124: the time ran out. 194: the agent is to reboot. 199: the delivery that ran the script died without an exit code.
root=${1%/} timeout=$5 grace=$6 reboot=$7 script=$8
folder=$root/var/lib/ami-builder/$2/$3
guard=$folder/$4

boot_id() { cat "$root/proc/sys/kernel/random/boot_id"; }

(umask 077 && mkdir -p "$folder") || exit 1
umask 022
exec 9>"$guard.lock"
flock 9

if mkdir -m 700 "$guard" 2>/dev/null; then
  # Half a script, on a full disk, must not run.
  boot_id >"$guard/boot" && printf '%s' "$script" >"$guard/script" && chmod 700 "$guard/script" || exit 1
  case $script in
    '#!'*) set -- "$guard/script" ;;
    *) set -- bash "$guard/script" ;;
  esac
  cd "$root/" || exit 1
  run_limited "$timeout" "$grace" "$guard/stdout" "$guard/stderr" "$@"
  code=$?
  case $code in
    124) echo "The script did not end within $timeout seconds." >>"$guard/stderr" ;;
    194 | 199)
      # The agent takes 194 of any script for a wish to reboot, and would start it again.
      echo "The script ended with $code, which has a meaning of its own here: counted as 1. To reboot, let it end with 0 and set reboot: true." >>"$guard/stderr"
      code=1
      ;;
  esac
  # All at once, so that nobody reads half of it. Should the script have filled the disk, this delivery knows the code all the same.
  echo "$code" >"$guard/code.new" && mv "$guard/code.new" "$guard/code"
else
  code=$(cat "$guard/code" 2>/dev/null)
fi

[ ! -e "$guard/stdout" ] || cat "$guard/stdout"
[ ! -e "$guard/stderr" ] || cat "$guard/stderr" >&2
if [ ! -d "$guard" ]; then
  echo "The folder $guard cannot be made." >&2
  exit 1
fi
if [ -z "$code" ]; then
  echo "The script was started by an earlier delivery of this command, which died before its end." >&2
  exit 199
fi
if [ "$reboot" = yes ] && [ "$code" -eq 0 ] && [ "$(boot_id)" = "$(cat "$guard/boot")" ]; then
  exit 194
fi
exit "$code"
