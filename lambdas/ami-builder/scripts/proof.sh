# shellcheck shell=bash
# ROOT INSTANCE
# Says on an instance of the finished image what is left of the builder INSTANCE, in one line of JSON.
root=${1%/}

# kept_keys: files with at least one key in them.
kept_keys() {
  authorized_keys | while IFS= read -r file; do
    if grep -qE '^[[:space:]]*[^#[:space:]]' "$file"; then printf '%s\n' "${file#"$root"}"; fi
  done
}
# traces FOLDER: paths that hold the builder's id, in their name or their content. This very command holds it in compressed form only.
traces() {
  # The agent is at work in its folder: what goes away meanwhile is no reason to stop looking.
  { find "$root$1" -name "*$instance*"; grep -rlaF -- "$instance" "$root$1"; } 2>/dev/null | sort -u | head -n 20 | sed -e "s|^$root||"
}
# guards: folders of scripts that were run in another boot. Those of this instance are of this one.
guards() {
  local file
  for file in "$root"/var/lib/ami-builder/*/*/*/boot; do
    # Read and not compared by cmp, for which a file of the kernel's is empty.
    if [ -e "$file" ] && [ "$(cat "$file")" != "$(cat "$root/proc/sys/kernel/random/boot_id")" ]; then
      printf '%s\n' "${file#"$root"}"
    fi
  done
}
instance=$2

printf '{"kind":"proof","machine_id":"%s","host_keys":%s,"authorized_keys":%s,"ssm_agent":%s,"cloud_init":%s,"guards":%s}\n' \
  "$(machine_id)" "$(host_keys | json_list)" "$(kept_keys | json_list)" \
  "$(traces /var/lib/amazon/ssm | json_list)" "$(traces /var/lib/cloud | json_list)" "$(guards | json_list)"
