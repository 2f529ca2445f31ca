/** Functions on Google Cloud. */
export const google = {
  cloud_owner: `# cloud_owner COMMAND…: the command prints a name and its label managed-by; prints absent, ours or another
cloud_owner() {
  local seen
  seen="$("$@")" || return
  case "$seen" in
    '') echo absent ;;
    *vllm-tpu-runbook*) echo ours ;;
    *) echo another ;;
  esac
}`,

  grants: `# grants ROLE MEMBER COMMAND…: the policy that the command prints has the binding, without a condition
grants() {
  local role=$1 member=$2 seen
  shift 2
  seen="$("$@" --flatten='bindings[].members' --format='csv[no-heading](bindings.role,bindings.members,bindings.condition.title)')" || return 3
  grep -Fxq "$role,$member," <<< "$seen"
}`,

  weights_staged: `# weights_staged FOLDER: all shards of a model are there; the name of each ends with their number
weights_staged() {
  local shards total
  shards="$(gcloud storage ls "$1**" | sed -nE 's/.*-([0-9]+)-of-0*([0-9]+)\\.safetensors$/\\1 \\2/p' | sort -u)" || return 1
  total="$(sed -n '1s/.* //p' <<< "$shards")"
  echo "$shards"
  [[ -n $total ]] && (($(wc -l <<< "$shards") >= total))
}`,

  query: `# query PROMQL: prints the newest value of each series in Cloud Monitoring
query() {
  # The token goes through a pipe: arguments are visible to every process of this machine.
  printf 'header = "Authorization: Bearer %s"\\n' "$(gcloud auth print-access-token)" |
    curl --silent --show-error --fail --max-time 60 --config - --data-urlencode "query=$1" \\
      "\${CLOUDSDK_API_ENDPOINT_OVERRIDES_MONITORING:-https://monitoring.googleapis.com/}v1/projects/$PROJECT_ID/location/global/prometheus/api/v1/query" |
    tr -d ' \\n' | { grep -oE '"value":\\[[^]]*\\]' || true; } | sed -E 's/.*,"?([^]"]*)"?\\]/\\1/'
}`,

  series_exist: `# series_exist NUMBER PROMQL: the query has this many series
series_exist() {
  local seen
  seen="$(query "$2")" || return 1
  echo "$seen"
  (($(grep -c . <<< "$seen") >= $1))
}`,

  series_above: `# series_above THRESHOLD PROMQL: the newest value of a series is above the threshold
series_above() {
  local seen
  seen="$(query "$2")" || return 1
  echo "$seen"
  awk -v threshold="$1" '$1 + 0 > threshold { found = 1 } END { exit !found }' <<< "$seen"
}`,
} as const;
