# shellcheck shell=bash
# URL VERIFY SECONDS TEXT...
# Asks a URL once and says in one line of JSON what came: the status, whether the first MiB of the body holds any of the texts, case
# ignored, and the body's first 500 bytes in base64. It looks for the texts itself, for Systems Manager hands only 24,000 characters of
# output back. Redirects are not followed.
url=$1 verify=$2 seconds=$3
shift 3
# Letters of every language have capitals.
export LC_ALL=C.UTF-8
most=1048576
body=$(mktemp) || exit 1
trap 'rm -f "$body" "$body.err"' EXIT

options=(--proto '=http,https' --silent --show-error --max-time "$seconds" --noproxy '*')
if [ "$verify" = no ]; then options+=(--insecure); fi
# What closes the pipe after the first MiB makes curl end with 23; by then the status is known.
status=$({ curl "${options[@]}" --write-out '%{stderr}\nstatus %{http_code}\n' -- "$url" | head -c "$most" >"$body"; } 2>&1)
code=$(sed -n 's/^status //p' <<<"$status" | tail -n 1)
error=$(grep -v -e '^status ' -e '^$' <<<"$status" | tr '\n' ' ' | head -c 300 | base64 -w 0)

text=$(tr -d '\000' <"$body")
found=false
if [ $# -eq 0 ]; then found=true; fi
for wanted in "$@"; do
  if [[ ${text,,} == *"${wanted,,}"* ]]; then found=true; fi
done
printf '{"kind":"readiness","status":%d,"found":%s,"body":"%s","error":"%s"}\n' \
  "$((10#${code:-0}))" "$found" "$(head -c 500 "$body" | base64 -w 0)" "$error"
