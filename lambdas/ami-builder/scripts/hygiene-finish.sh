# shellcheck shell=sh
# ROOT DELAY PATIENCE INTERVAL ITEM...
# Removes what hygiene itself needs until its result is sent: the agent keeps a command in the folder "current" until it has handed its
# result over (docmanager of amazon-ssm-agent). Waits for that, at most PATIENCE looks INTERVAL seconds apart, and DELAY seconds more.
root=${1%/} delay=$2 patience=$3 interval=$4
shift 4
has() {
  case " $items " in *" $1 "*) return 0 ;; *) return 1 ;; esac
}
items=$*

while [ "$patience" -gt 0 ] && find "$root"/var/lib/amazon/ssm/*/document/state/current -type f 2>/dev/null | grep -q .; do
  patience=$((patience - 1))
  sleep "$interval"
done
sleep "$delay"

if has ssm_agent; then
  # Stopped, not disabled. On Ubuntu it is a snap.
  systemctl stop amazon-ssm-agent.service 2>/dev/null
  systemctl stop snap.amazon-ssm-agent.amazon-ssm-agent.service 2>/dev/null
  [ ! -d "$root/var/lib/amazon/ssm" ] || find "$root/var/lib/amazon/ssm" -mindepth 1 -delete
  [ ! -d "$root/var/log/amazon/ssm" ] || find "$root/var/log/amazon/ssm" -type f -delete
fi
# The scripts of the steps, with their output.
rm -rf "$root/var/lib/ami-builder"
# The journal has meanwhile written of all this.
if has logs && [ -d "$root/var/log/journal" ]; then find "$root/var/log/journal" -mindepth 1 -delete; fi
