/** Functions on Kubernetes objects; the last arguments go to kubectl, such as `-n NAMESPACE`. */
export const kubernetes = {
  deployment_ready: `# deployment_ready REPLICAS deployment/NAME ARGUMENT…: it is rolled out and has this many ready replicas
deployment_ready() {
  local wanted=$1
  shift
  kubectl rollout status "$@" --timeout=30s && at_least "$wanted" kubectl get "$@" -o 'jsonpath={.status.readyReplicas}'
}`,

  pods_reached: `# pods_reached NUMBER WORD JSONPATH ARGUMENT…: kubectl prints the word for this many pods
pods_reached() {
  local wanted=$1 word=$2 path=$3 seen count=0 restarts reason
  shift 3
  seen="$(kubectl get pods "$@" -o "jsonpath={.items[*]$path}")" || return 1
  for reason in $seen; do [[ $reason != "$word" ]] || count=$((count + 1)); done
  ((count < wanted)) || return 0
  # A pod that waits for a permission may crash once or twice.
  kubectl get pods "$@" -o 'jsonpath={range .items[*].status.containerStatuses[*]}{.restartCount} {.state.waiting.reason}{"\\n"}{end}' > "$WORK/pods" || return 1
  while read -r restarts reason; do
    [[ $reason != CrashLoopBackOff ]] || ((restarts < 3)) || { kubectl get pods "$@"; return 2; }
  done < "$WORK/pods"
  kubectl get pods "$@"
  return 1
}`,

  job_complete: `job_complete() {
  local seen
  seen="$(kubectl get job "$@" --ignore-not-found \\
    -o 'jsonpath={.metadata.name} {.status.conditions[?(@.status=="True")].type}')" || return 1
  echo "\${seen:-deleted}"
  [[ -n "$seen" && " $seen " != *' Failed '* ]] || return 2
  [[ " $seen " == *' Complete '* ]]
}`,

  object_owner: `# object_owner RESOURCE NAME ARGUMENT…: prints who created an object: absent, ours, unlabelled (ours), another
object_owner() {
  local seen
  seen="$(kubectl get "$@" --ignore-not-found --show-managed-fields \\
    -o 'jsonpath={.metadata.labels.app\\.kubernetes\\.io/managed-by}|{.metadata.managedFields[*].manager}')" || return
  case "$seen" in
    '') echo absent ;;
    'vllm-tpu-runbook|'*) echo ours ;;
    *vllm-tpu-runbook*) echo unlabelled ;;
    *) echo another ;;
  esac
}`,

  secret_holds: `# secret_holds NAME KEY VALUE ARGUMENT…: the Secret has this value, which is not printed
secret_holds() {
  local name=$1 key=$2 value=$3 seen
  shift 3
  seen="$(kubectl get secret "$name" "$@" -o "go-template={{with index .data \\"$key\\"}}{{base64decode .}}{{end}}")" || return 3
  [[ $seen == "$value" ]]
}`,

  port_forward: `# port_forward SERVICE PORT ARGUMENT…: starts kubectl port-forward once; 0 when it has a local port
port_forward() {
  local service=$1 port=$2
  shift 2
  if [[ -z \${FORWARD:-} ]] || ! kill -0 "$FORWARD" 2> /dev/null; then
    kubectl port-forward "service/$service" ":$port" --address=127.0.0.1 "$@" > "$WORK/forward" 2>&1 &
    FORWARD=$!
    sleep 2
  fi
  cat "$WORK/forward"
  grep -q '^Forwarding from' "$WORK/forward"
}`,

  forwarded_address: `forwarded_address() {
  sed -n 's/^Forwarding from \\(127[^ ]*\\) .*/\\1/p' "$WORK/forward" | head -n 1
}`,

  stop_port_forward: `stop_port_forward() {
  [[ -z \${FORWARD:-} ]] || kill "$FORWARD" 2> /dev/null || true
}`,
} as const;
