#!/bin/sh
# Runs once, at the first boot. First of all the switch that ends this instance when nobody else does: a timer that outlives reboots.
# It does not fire for a moment that has passed (no Persistent), so it harms no image that it stays in.
root=${1:-}
units=$root/etc/systemd/system
cat >"$units/ami-builder-expiry.service" <<'UNIT'
[Unit]
Description=Power off a builder whose time is over

[Service]
Type=oneshot
ExecStart=/usr/bin/systemctl poweroff
UNIT
cat >"$units/ami-builder-expiry.timer" <<'UNIT'
[Unit]
Description=When the time of this builder is over

[Timer]
OnCalendar=@EXPIRES@

[Install]
WantedBy=timers.target
UNIT
systemctl daemon-reload
systemctl enable --now ami-builder-expiry.timer
