# shellcheck shell=bash
# ROOT PATIENCE INTERVAL
# Makes a builder quiet: waits at most PATIENCE seconds for cloud-init and for whoever holds the locks of the package managers, looking
# every INTERVAL seconds, and halts the timers of apt. Whatever is not quiet by then is said and left to the steps, which may not mind.
# The last line notes what the image must not keep, for the proof on the booted image.
root=${1%/} interval=$3
deadline=$(($(date +%s) + $2))

if command -v cloud-init >/dev/null; then
  timeout "$2" cloud-init status --wait >/dev/null 2>&1
  case $? in
    0) ;;
    124) echo "cloud-init has not ended after $2 seconds; going on." >&2 ;;
    *) echo "cloud-init ended with an error or a warning, see /var/log/cloud-init-output.log; going on." >&2 ;;
  esac
fi

# Stopped, not disabled: in the image they go on. Where there is no apt there are no such units.
systemctl stop apt-daily.timer apt-daily-upgrade.timer 2>/dev/null

# These are locks of fcntl, which no command of every system asks for; the kernel lists them by inode.
held_lock() {
  local file inode
  for file in "$root"/var/lib/{dpkg/lock-frontend,dpkg/lock,apt/lists/lock,rpm/.rpm.lock} \
    "$root/var/cache/apt/archives/lock" "$root/usr/lib/sysimage/rpm/.rpm.lock"; do
    inode=$(stat -c %i "$file" 2>/dev/null) || continue
    if grep -q ":$inode [0-9]" "$root/proc/locks"; then
      echo "$file"
      return 0
    fi
  done
  return 1
}
while file=$(held_lock); do
  if [ "$(date +%s)" -ge "$deadline" ]; then
    echo "$file is still locked after $2 seconds; going on." >&2
    break
  fi
  sleep "$interval"
done

printf '{"kind":"notes","machine_id":"%s","host_keys":%s}\n' "$(machine_id)" "$(host_keys | json_list)"
