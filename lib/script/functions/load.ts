/** A load on an HTTP server, with curl only. */
export const load = {
  start_load: `# start_load REQUESTS SECONDS URL ARGUMENT…: keeps this many requests running, for at most this time
start_load() {
  local left=$1 each
  stop_load
  # curl runs up to 300 requests at a time.
  while ((left > 0)); do
    each=$((left < 256 ? left : 256))
    left=$((left - each))
    load_loop "$each" "\${@:2}" > /dev/null 2>&1 &
    LOAD+=("$!")
  done
}`,

  load_loop: `load_loop() {
  local each=$1 end=$((SECONDS + $2)) url=$3 curl
  shift 3
  trap 'kill "$curl"; exit 0' TERM
  # Ends with the script too. #[1-5000] makes 5000 requests to the same URL; each chooses a pod by its own connection.
  while ((SECONDS < end)) && kill -0 "$$"; do
    curl --silent --output /dev/null --max-time 600 --parallel --parallel-immediate --parallel-max "$each" \\
      --header 'Connection: close' "$@" "$url#[1-5000]" &
    curl=$!
    wait "$curl" || sleep 1
  done
}`,

  stop_load: `stop_load() {
  local pid
  for pid in \${LOAD[@]+"\${LOAD[@]}"}; do kill "$pid" 2> /dev/null || true; done
  LOAD=()
}`,

  exposed_metric: `# exposed_metric URL NAME…: prints the first name that a metrics page has
exposed_metric() {
  local page name
  page="$(curl --silent --show-error --fail --max-time 60 "$1")" || fail "no answer of $1"
  for name in "\${@:2}"; do
    if grep -q "^\${name}[{ ]" <<< "$page"; then
      echo "$name"
      return 0
    fi
  done
  fail "$1 has no \${*:2}"
}`,
} as const;
