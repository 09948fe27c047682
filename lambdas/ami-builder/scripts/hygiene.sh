# shellcheck shell=bash
# ROOT FINISH DELAY PATIENCE INTERVAL ITEM...
# Removes what an image must not keep, as named by the items. The timer that ends the builder goes always. FINISH, a script, runs
# detached after this one: the agent cannot be stopped from a command that it is to report.
# Sources: systemd.io/BUILDING_IMAGES, and what `cloud-init clean` removes.
root=${1%/} finish=$2 delay=$3 patience=$4 interval=$5
shift 5
items=" $* "
has() { [[ $items == *" $1 "* ]]; }
failed=0
# A thing that has to go: the command's failure is this script's.
must() { "$@" || failed=1; }
# Empties a folder that stays; mounts in it are left alone.
empty() { [ ! -d "$1" ] || find "$1" -xdev -mindepth 1 -delete; }

systemctl disable --now ami-builder-expiry.timer 2>/dev/null
must rm -f "$root"/etc/systemd/system/{,timers.target.wants/}ami-builder-expiry.timer "$root/etc/systemd/system/ami-builder-expiry.service"
systemctl daemon-reload

if has ssh_host_keys; then
  must rm -f "$root"/etc/ssh/ssh_host_*_key{,.pub,-cert.pub}
fi
if has authorized_keys; then
  while IFS= read -r file; do must rm -f "$file"; done <<<"$(authorized_keys)"
fi
if has machine_id; then
  # Empty and not absent: systemd then writes a new one and does not take the boot for the system's first.
  if [ -e "$root/etc/machine-id" ]; then must truncate -s 0 "$root/etc/machine-id"; fi
  # A link to the other one stays.
  if [ ! -L "$root/var/lib/dbus/machine-id" ]; then must rm -f "$root/var/lib/dbus/machine-id"; fi
fi
if has cloud_init && [ -d "$root/var/lib/cloud" ]; then
  # A seed and the scripts for each boot are the image's own.
  must find "$root/var/lib/cloud" -mindepth 1 -maxdepth 1 ! -name seed ! -name scripts -exec rm -rf {} +
fi
if has history; then
  while IFS= read -r home; do
    [ ! -d "$home" ] || must find "$home" -maxdepth 1 \( -name '.*_history' -o -name .lesshst -o -name .viminfo -o -name .wget-hsts \) ! -type d -delete
  done <<<"$(homes)"
fi
if has temp; then
  # A file that another process holds or makes meanwhile is no reason to give up an image.
  empty "$root/tmp"
  empty "$root/var/tmp"
fi
if has random_seed; then
  # Its stop writes a seed; what has been stopped does not write another at shutdown.
  systemctl stop systemd-random-seed.service 2>/dev/null
  must rm -f "$root"/var/lib/systemd/{random-seed,credential.secret} "$root"/boot/{,efi/}loader/random-seed "$root/var/lib/urandom/random-seed"
fi
if has logs && [ -d "$root/var/log" ]; then
  # Old ones go; those in use are emptied, as services expect them with their owners.
  find "$root/var/log" -xdev -type f \( -name '*.gz' -o -name '*.xz' -o -name '*.zst' -o -name '*.old' -o -name '*.[0-9]' -o -name '*-20[0-9][0-9][0-9][0-9][0-9][0-9]' \) -delete
  empty "$root/var/log/journal"
  find "$root/var/log" -xdev -type f -exec truncate -s 0 {} +
fi
[ "$failed" -eq 0 ] || exit 1

mkdir -p "$root/run"
printf '%s' "$finish" >"$root/run/ami-builder-finish" || exit 1
systemd-run --quiet --collect --unit=ami-builder-finish --description="Ends what made this image" \
  /bin/sh "$root/run/ami-builder-finish" "$root/" "$delay" "$patience" "$interval" "$@"
