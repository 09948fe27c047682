# shellcheck shell=sh
# Installs the agent of Systems Manager where the base image has none, Debian or RHEL, as in its user guide.
if ! command -v amazon-ssm-agent >/dev/null; then
  machine=amd64
  if [ "$(uname -m)" = aarch64 ]; then machine=arm64; fi
  if command -v dpkg >/dev/null; then
    package=debian_$machine/amazon-ssm-agent.deb install="dpkg -i"
  else
    package=linux_$machine/amazon-ssm-agent.rpm install="rpm -U"
  fi
  url=https://s3.@REGION@.@SUFFIX@/amazon-ssm-@REGION@/latest/$package
  folder=$(mktemp -d)
  for wait in 5 10 20 40 0; do
    if { curl -fsSLo "$folder/${package##*/}" "$url" || wget -qO "$folder/${package##*/}" "$url"; } && $install "$folder/${package##*/}"; then
      break
    fi
    sleep "$wait"
  done
  rm -rf "$folder"
  systemctl enable --now amazon-ssm-agent
fi
