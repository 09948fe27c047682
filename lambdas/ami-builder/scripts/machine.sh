# shellcheck shell=sh
# shellcheck disable=SC2154 # root is the first argument of the scripts that this comes before
# What identifies the machine whose tree is in $root, and who may log in.

# json_list: the lines of stdin as a JSON list of texts.
json_list() {
  tr -d '\001-\011\013-\037' | LC_ALL=C sed -e 's/[\\"]/\\&/g' -e 's/.*/"&"/' | paste -sd , - | LC_ALL=C sed 's/.*/[&]/' | grep . || echo '[]'
}

machine_id() { tr -cd '0-9a-f' 2>/dev/null <"$root/etc/machine-id"; }

# host_keys: SHA-256 of each file of a host key, the private and the public ones.
host_keys() {
  find "$root/etc/ssh" -maxdepth 1 -type f -name 'ssh_host_*_key*' -exec sha256sum {} + 2>/dev/null | cut -c 1-64 | sort -u
}

# homes: folders that may be somebody's home.
homes() {
  {
    echo "$root/root"
    find "$root/home" -mindepth 1 -maxdepth 1 2>/dev/null
    cut -d : -f 6 "$root/etc/passwd" 2>/dev/null | sed -e "s|^|$root|"
  } | sort -u
}

# authorized_keys: the files in which sshd looks for them.
authorized_keys() {
  homes | while IFS= read -r home; do
    for file in "$home/.ssh/authorized_keys" "$home/.ssh/authorized_keys2"; do
      [ ! -e "$file" ] || printf '%s\n' "$file"
    done
  done
}
