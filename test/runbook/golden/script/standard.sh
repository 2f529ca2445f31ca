#!/usr/bin/env bash
# Serves meta-llama/Llama-3.1-70B with vLLM on TPU nodes ct6e-standard-8t of GKE (CLUSTER_MODE=standard, CLUSTER=create).
# Written by `npm start -- --dry-run --script` of vllm-tpu-runbook.
#
# Needs: bash, gcloud with gke-gcloud-auth-plugin, kubectl, curl; a project with billing and TPU quota.
# Costs: $21.73 an hour with 1 TPU node, $43.33 with 2 (on-demand, list prices of 2026-08-21, without
# traffic, storage and load balancer). A failure leaves what exists, and says how to delete it.
#
# Its values are those of the sandbox (TARGET=sandbox), in a shell after: eval "$(npm run -s env)"
set -euo pipefail

# Change these for your project. Everything else is fixed in this script.
PROJECT_ID=vllm-tpu-sandbox
CLUSTER_NAME=vllm-tpu
CLUSTER_VERSION=1.33.5-gke.1080000
CONTROL_PLANE_LOCATION=us-east5
ZONE=us-east5-b
NAMESPACE=vllm
GSBUCKET=vllm-tpu-sandbox-models
KSA_NAME=vllm-ksa
EXPOSE_CIDR=127.0.0.0/8
HF_TOKEN="${HF_TOKEN:-hf_sandboxTokenForTheTutorialOnly0000}"

# On the sandbox a second is a simulated minute.
POLL_SECONDS="${POLL_SECONDS:-1}"

# Every command acts on this project. Your own kubeconfig is not changed.
export CLOUDSDK_CORE_PROJECT="$PROJECT_ID" CLOUDSDK_CORE_DISABLE_PROMPTS=1
export KUBECONFIG="$PWD/$CLUSTER_NAME.kubeconfig"
for tool in gcloud kubectl gke-gcloud-auth-plugin curl; do
  command -v "$tool" > /dev/null || { echo "$tool is not installed" >&2; exit 1; }
done
PROJECT_NUMBER="$(gcloud projects describe "$PROJECT_ID" --format='value(projectNumber)')"

# fail MESSAGE: ends the script
fail() {
  echo "FAILED: $1" >&2
  exit 1
}

# is COMMAND…: 0 for yes, 1 for no; without an answer (3) the script ends, or the cleanup has a failure
is() {
  local code=0
  "$@" > "$WORK/seen" 2>&1 || code=$?
  ((code > 1)) || return "$code"
  tail -n 5 "$WORK/seen" >&2
  [[ -n ${FAILURES-} ]] || fail "no answer: $*"
  FAILURES=$((FAILURES + 1))
  return 1
}

# wait_until SECONDS DESCRIPTION COMMAND…: runs the command until it ends with 0; 2 means that the wait is hopeless
wait_until() {
  local limit=$1 what=$2 since=$SECONDS told=$SECONDS code
  shift 2
  echo "  … waiting until $what (up to $((limit / 60)) min)"
  while true; do
    code=0
    "$@" > "$WORK/seen" 2>&1 || code=$?
    if ((code == 0)); then
      echo "  ✓ $what ($((SECONDS - since)) s)"
      return
    fi
    if ((code == 2 || SECONDS - since >= limit)); then
      tail -n 5 "$WORK/seen" >&2
      fail "gave up after $((SECONDS - since)) s waiting until $what"
    fi
    if ((SECONDS - told >= 60)); then
      told=$SECONDS
      echo "    $(tail -n 1 "$WORK/seen")"
    fi
    sleep "$POLL_SECONDS"
  done
}

# prints WANTED|OTHER COMMAND…: 0 if the command prints one of the words, 2 for ERROR, 3 if it fails, otherwise 1
prints() {
  local wanted=$1 seen
  shift
  seen="$("$@")" || return 3
  echo "$seen"
  # Fields after the first one are messages.
  case "|$wanted|" in *"|${seen%%$'\t'*}|"*) return 0 ;; esac
  [[ $seen != ERROR* ]] || return 2
  return 1
}

prints_something() {
  local seen
  seen="$("$@")" || return 3
  echo "$seen"
  [[ -n $seen ]]
}

prints_nothing() {
  local seen
  seen="$("$@")" || return 3
  echo "$seen"
  [[ -z $seen ]]
}

# at_least NUMBER COMMAND…: 0 if the command prints this number or a larger one
at_least() {
  local wanted=$1 seen
  shift
  seen="$("$@")" || return 1
  echo "$seen of $wanted"
  ((${seen:-0} >= wanted))
}

# created COMMAND…: 0 if the command creates something, 1 if it exists already; any other failure ends the script
created() {
  local answer
  if answer="$("$@" 2>&1)"; then
    echo "$answer"
    return 0
  fi
  case "$answer" in
    *'already exists'* | *AlreadyExists* | *'Already exists'* | *'HTTPError 409'*) echo "  already exists: $*" ;;
    *) fail "$answer" ;;
  esac
  return 1
}

# unless_missing COMMAND…: runs a command that deletes something; nothing to delete is no failure
unless_missing() {
  local answer
  if answer="$("$@" 2>&1)"; then
    echo "$answer"
    return 0
  fi
  case "$answer" in
    *NotFound* | *'not found'* | *'Not found'* | *'matched no objects'* | *'code=404'*) echo "  already deleted: $*" ;;
    *) echo "$answer" >&2; return 1 ;;
  esac
}

# try COMMAND…: runs a part of the cleanup; a failure must not stop the other parts
try() {
  ("$@") || { FAILURES=$((FAILURES + 1)); echo "  ! failed, continuing: $*" >&2; }
}

# listed KIND COMMAND…: shows the names that the command prints
listed() {
  local kind=$1 name
  shift
  "$@" > "$WORK/listed" 2> "$WORK/seen" || { cat "$WORK/seen" >&2; return 1; }
  while read -r name; do echo "  $kind $name"; done < "$WORK/listed"
}

# nothing_left KIND COMMAND…: 0 if the command prints no name
nothing_left() {
  local kind=$1 seen
  shift
  seen="$("$@" 2> "$WORK/seen")" || { cat "$WORK/seen" >&2; return 1; }
  [[ -z $seen ]] || { echo "  left: $kind $seen"; return 1; }
}

# deployment_ready REPLICAS deployment/NAME ARGUMENT…: it is rolled out and has this many ready replicas
deployment_ready() {
  local wanted=$1
  shift
  kubectl rollout status "$@" --timeout=30s && at_least "$wanted" kubectl get "$@" -o 'jsonpath={.status.readyReplicas}'
}

# pods_reached NUMBER WORD JSONPATH ARGUMENT…: kubectl prints the word for this many pods
pods_reached() {
  local wanted=$1 word=$2 path=$3 seen count=0 restarts reason
  shift 3
  seen="$(kubectl get pods "$@" -o "jsonpath={.items[*]$path}")" || return 1
  for reason in $seen; do [[ $reason != "$word" ]] || count=$((count + 1)); done
  ((count < wanted)) || return 0
  # A pod that waits for a permission may crash once or twice.
  kubectl get pods "$@" -o 'jsonpath={range .items[*].status.containerStatuses[*]}{.restartCount} {.state.waiting.reason}{"\n"}{end}' > "$WORK/pods" || return 1
  while read -r restarts reason; do
    [[ $reason != CrashLoopBackOff ]] || ((restarts < 3)) || { kubectl get pods "$@"; return 2; }
  done < "$WORK/pods"
  kubectl get pods "$@"
  return 1
}

# object_owner RESOURCE NAME ARGUMENT…: prints who created an object: absent, ours, unlabelled (ours), another
object_owner() {
  local seen
  seen="$(kubectl get "$@" --ignore-not-found --show-managed-fields \
    -o 'jsonpath={.metadata.labels.app\.kubernetes\.io/managed-by}|{.metadata.managedFields[*].manager}')" || return
  case "$seen" in
    '') echo absent ;;
    'vllm-tpu-runbook|'*) echo ours ;;
    *vllm-tpu-runbook*) echo unlabelled ;;
    *) echo another ;;
  esac
}

# secret_holds NAME KEY VALUE ARGUMENT…: the Secret has this value, which is not printed
secret_holds() {
  local name=$1 key=$2 value=$3 seen
  shift 3
  seen="$(kubectl get secret "$name" "$@" -o "go-template={{with index .data \"$key\"}}{{base64decode .}}{{end}}")" || return 3
  [[ $seen == "$value" ]]
}

# cloud_owner COMMAND…: the command prints a name and its label managed-by; prints absent, ours or another
cloud_owner() {
  local seen
  seen="$("$@")" || return
  case "$seen" in
    '') echo absent ;;
    *vllm-tpu-runbook*) echo ours ;;
    *) echo another ;;
  esac
}

# grants ROLE MEMBER COMMAND…: the policy that the command prints has the binding, without a condition
grants() {
  local role=$1 member=$2 seen
  shift 2
  seen="$("$@" --flatten='bindings[].members' --format='csv[no-heading](bindings.role,bindings.members,bindings.condition.title)')" || return 3
  grep -Fxq "$role,$member," <<< "$seen"
}

# query PROMQL: prints the newest value of each series in Cloud Monitoring
query() {
  # The token goes through a pipe: arguments are visible to every process of this machine.
  printf 'header = "Authorization: Bearer %s"\n' "$(gcloud auth print-access-token)" |
    curl --silent --show-error --fail --max-time 60 --config - --data-urlencode "query=$1" \
      "${CLOUDSDK_API_ENDPOINT_OVERRIDES_MONITORING:-https://monitoring.googleapis.com/}v1/projects/$PROJECT_ID/location/global/prometheus/api/v1/query" |
    tr -d ' \n' | { grep -oE '"value":\[[^]]*\]' || true; } | sed -E 's/.*,"?([^]"]*)"?\]/\1/'
}

# series_exist NUMBER PROMQL: the query has this many series
series_exist() {
  local seen
  seen="$(query "$2")" || return 1
  echo "$seen"
  (($(grep -c . <<< "$seen") >= $1))
}

# series_above THRESHOLD PROMQL: the newest value of a series is above the threshold
series_above() {
  local seen
  seen="$(query "$2")" || return 1
  echo "$seen"
  awk -v threshold="$1" '$1 + 0 > threshold { found = 1 } END { exit !found }' <<< "$seen"
}

# start_load REQUESTS SECONDS URL ARGUMENT…: keeps this many requests running, for at most this time
start_load() {
  local left=$1 each
  stop_load
  # curl runs up to 300 requests at a time.
  while ((left > 0)); do
    each=$((left < 256 ? left : 256))
    left=$((left - each))
    load_loop "$each" "${@:2}" > /dev/null 2>&1 &
    LOAD+=("$!")
  done
}

load_loop() {
  local each=$1 end=$((SECONDS + $2)) url=$3 curl
  shift 3
  trap 'kill "$curl"; exit 0' TERM
  # Ends with the script too. #[1-5000] makes 5000 requests to the same URL; each chooses a pod by its own connection.
  while ((SECONDS < end)) && kill -0 "$$"; do
    curl --silent --output /dev/null --max-time 600 --parallel --parallel-immediate --parallel-max "$each" \
      --header 'Connection: close' "$@" "$url#[1-5000]" &
    curl=$!
    wait "$curl" || sleep 1
  done
}

stop_load() {
  local pid
  for pid in ${LOAD[@]+"${LOAD[@]}"}; do kill "$pid" 2> /dev/null || true; done
  LOAD=()
}

# exposed_metric URL NAME…: prints the first name that a metrics page has
exposed_metric() {
  local page name
  page="$(curl --silent --show-error --fail --max-time 60 "$1")" || fail "no answer of $1"
  for name in "${@:2}"; do
    if grep -q "^${name}[{ ]" <<< "$page"; then
      echo "$name"
      return 0
    fi
  done
  fail "$1 has no ${*:2}"
}

STEP=beginning
step() {
  STEP=$1
  printf '\n%s\n' "$1"
}

WORK="$(mktemp -d)"
to_delete() {
  cat << END
To delete what is billed:
  kubectl --kubeconfig ${CLUSTER_NAME}.kubeconfig delete service vllm-service -n ${NAMESPACE}
  gcloud container clusters delete ${CLUSTER_NAME} --location ${CONTROL_PLANE_LOCATION} --project ${PROJECT_ID}
  gcloud storage rm --recursive gs://${GSBUCKET}
END
}

# Ends what runs in the background. After a failure it says what may be billed.
finish() {
  local code=$?
  stop_load
  rm -rf "$WORK"
  ((code != 0)) || return 0
  printf '\nThe script ended in: %s\nWhat it created may be billed. ' "$STEP" >&2
  to_delete >&2
}
trap finish EXIT


# ----------------------------------------------------------------------------------------------------
# Background (背景)
step '00-preflight  Check tools, project, quota and names before anything is billed'
# Only the runbook does this: check gcloud, kubectl, gke-gcloud-auth-plugin, account, project, billing, APIs, permissions, TPU quota, machine type, cluster version, cluster name, bucket name, deployment name, model and machine, Hugging Face, load and autoscaler
# Only the runbook does this: report problems and the estimated cost

# ----------------------------------------------------------------------------------------------------
# Create a GKE cluster (创建 GKE 集群)
step '01-cluster  Create the GKE cluster with a TPU node pool'
created gcloud container clusters create "${CLUSTER_NAME}" \
    --location="${CONTROL_PLANE_LOCATION}" \
    --node-locations="${ZONE}" \
    --cluster-version="${CLUSTER_VERSION}" \
    --workload-pool="${PROJECT_ID}.svc.id.goog" \
    --addons=GcsFuseCsiDriver,HorizontalPodAutoscaling,HttpLoadBalancing \
    --num-nodes=1 \
    --labels=managed-by=vllm-tpu-runbook \
    --async || \
  is prints 'ours|unlabelled' cloud_owner gcloud container clusters list \
      --location "${CONTROL_PLANE_LOCATION}" \
      --filter="name=${CLUSTER_NAME}" \
      --format='value(name,resourceLabels.managed-by)' || \
  fail "Cluster ${CLUSTER_NAME} exists but was not created by this runbook"
wait_until 1800 "cluster ${CLUSTER_NAME} is running" \
    prints RUNNING gcloud container clusters describe "${CLUSTER_NAME}" \
    --location "${CONTROL_PLANE_LOCATION}" \
    --format='value(status,statusMessage,conditions[].message)'
created gcloud container node-pools create tpunodepool \
    --location="${CONTROL_PLANE_LOCATION}" \
    --node-locations="${ZONE}" \
    --num-nodes=1 \
    --machine-type=ct6e-standard-8t \
    --cluster="${CLUSTER_NAME}" \
    --enable-autoscaling \
    --total-min-nodes=1 \
    --total-max-nodes=2 \
    --labels=managed-by=vllm-tpu-runbook \
    --async || \
  is prints 'ours|unlabelled' cloud_owner gcloud container node-pools list \
      --cluster "${CLUSTER_NAME}" \
      --location "${CONTROL_PLANE_LOCATION}" \
      --filter=name=tpunodepool \
      --format='value(name,config.resourceLabels.managed-by)' || \
  fail 'Node pool tpunodepool exists but was not created by this runbook'
wait_until 2700 'node pool tpunodepool is running' \
    prints 'RUNNING|RUNNING_WITH_ERROR' gcloud container node-pools describe tpunodepool \
    --cluster "${CLUSTER_NAME}" \
    --location "${CONTROL_PLANE_LOCATION}" \
    --format='value(status,statusMessage,conditions[].message)'

# ----------------------------------------------------------------------------------------------------
# Configure kubectl to communicate with your cluster (配置 kubectl 以与您的集群通信)
step '02-credentials  Configure kubectl in a separate kubeconfig'
gcloud container clusters get-credentials "${CLUSTER_NAME}" --location="${CONTROL_PLANE_LOCATION}"

# ----------------------------------------------------------------------------------------------------
# Create a Kubernetes Secret for Hugging Face credentials (为 Hugging Face 凭据创建 Kubernetes Secret)
step '03-secret  Create the Kubernetes Secret with the Hugging Face token'
if created kubectl create namespace "${NAMESPACE}" --field-manager=vllm-tpu-runbook; then
  kubectl label namespace "${NAMESPACE}" app.kubernetes.io/managed-by=vllm-tpu-runbook
elif is prints unlabelled object_owner namespace "${NAMESPACE}"; then
  kubectl label namespace "${NAMESPACE}" app.kubernetes.io/managed-by=vllm-tpu-runbook
fi
if created kubectl create secret generic hf-secret \
    --from-file=hf_api_token=/dev/stdin \
    --namespace "${NAMESPACE}" \
    --field-manager=vllm-tpu-runbook \
    < <(printf %s "${HF_TOKEN}"); then
  kubectl label secret hf-secret app.kubernetes.io/managed-by=vllm-tpu-runbook --namespace "${NAMESPACE}"
else
  if is prints unlabelled object_owner secret hf-secret -n "${NAMESPACE}"; then
    kubectl label secret hf-secret app.kubernetes.io/managed-by=vllm-tpu-runbook --namespace "${NAMESPACE}"
  fi
  if ! is secret_holds hf-secret hf_api_token "${HF_TOKEN}" -n "${NAMESPACE}"; then
    kubectl delete secret \
        -l app.kubernetes.io/managed-by=vllm-tpu-runbook \
        --field-selector=metadata.name=hf-secret \
        --namespace "${NAMESPACE}"
    created kubectl create secret generic hf-secret \
        --from-file=hf_api_token=/dev/stdin \
        --namespace "${NAMESPACE}" \
        --field-manager=vllm-tpu-runbook \
        < <(printf %s "${HF_TOKEN}") || \
      is prints 'ours|unlabelled' object_owner secret hf-secret -n "${NAMESPACE}" || \
      fail 'Secret/hf-secret exists but was not created by this runbook'
    kubectl label secret hf-secret app.kubernetes.io/managed-by=vllm-tpu-runbook --namespace "${NAMESPACE}"
  fi
fi

# ----------------------------------------------------------------------------------------------------
# Create a Cloud Storage bucket (创建 Cloud Storage 存储桶)
step '04-bucket  Create the Cloud Storage bucket for the weights and the compilation cache'
# Only the runbook does this: note that gs://${GSBUCKET} is being created
created gcloud storage buckets create "gs://${GSBUCKET}" \
    --uniform-bucket-level-access \
    --location="${CONTROL_PLANE_LOCATION}" || \
  is prints 'ours|unlabelled' cloud_owner gcloud storage buckets list \
      --filter="name=${GSBUCKET}" \
      --format='value(name,labels.managed-by)' || \
  fail "Bucket gs://${GSBUCKET} exists but was not created by this runbook"
gcloud storage buckets update "gs://${GSBUCKET}" --update-labels=managed-by=vllm-tpu-runbook
# Only the runbook does this: delete the note that gs://${GSBUCKET} is being created

# ----------------------------------------------------------------------------------------------------
# Set up a Kubernetes ServiceAccount to access the bucket (设置 Kubernetes ServiceAccount 以访问存储桶)
step '05-service-account  Grant the model server access to the bucket'
if created kubectl create serviceaccount "${KSA_NAME}" \
    --namespace "${NAMESPACE}" \
    --field-manager=vllm-tpu-runbook; then
  kubectl label serviceaccount "${KSA_NAME}" app.kubernetes.io/managed-by=vllm-tpu-runbook \
      --namespace "${NAMESPACE}"
elif is prints unlabelled object_owner serviceaccount "${KSA_NAME}" -n "${NAMESPACE}"; then
  kubectl label serviceaccount "${KSA_NAME}" app.kubernetes.io/managed-by=vllm-tpu-runbook \
      --namespace "${NAMESPACE}"
fi
if ! is grants roles/storage.objectUser "principal://iam.googleapis.com/projects/${PROJECT_NUMBER}/locations/global/workloadIdentityPools/${PROJECT_ID}.svc.id.goog/subject/ns/${NAMESPACE}/sa/${KSA_NAME}" gcloud storage buckets get-iam-policy "gs://${GSBUCKET}"; then
  kubectl annotate serviceaccount "${KSA_NAME}" \
      --namespace "${NAMESPACE}" vllm-tpu-runbook/granted=roles/storage.objectUser \
      --overwrite
  gcloud storage buckets add-iam-policy-binding "gs://${GSBUCKET}" \
      --member="principal://iam.googleapis.com/projects/${PROJECT_NUMBER}/locations/global/workloadIdentityPools/${PROJECT_ID}.svc.id.goog/subject/ns/${NAMESPACE}/sa/${KSA_NAME}" \
      --role=roles/storage.objectUser
fi

# ----------------------------------------------------------------------------------------------------
# Deploy vLLM model server (部署 vLLM 模型服务器)
step '06-model-server  Deploy the vLLM model server and wait until it is ready'
# Only the runbook does this: check vllm-llama3-70b.yaml
kubectl apply -n "${NAMESPACE}" -f - << EOF
# The model server (vLLM on one TPU host) and its load balancer.
# The runbook sets the \${…} scalars. To apply the manifest by hand, replace them with your values.
apiVersion: apps/v1
kind: Deployment
metadata:
  name: vllm-tpu
  labels:
    app: vllm-tpu
    app.kubernetes.io/managed-by: vllm-tpu-runbook
spec:
  # No replicas: the default is 1, and a second apply must not override the autoscaler.
  selector:
    matchLabels:
      app: vllm-tpu
  # A cold start takes longer than the default deadline of ten minutes.
  progressDeadlineSeconds: 5400
  strategy:
    type: RollingUpdate
    rollingUpdate:
      # 0 and 1: a surge pod needs one more TPU host and would wait for it forever.
      # 1 and 0 with a spare node (SPARE_NODES): the rollout causes no interruption.
      maxSurge: 0
      maxUnavailable: 1
  template:
    metadata:
      labels:
        app: vllm-tpu
      annotations:
        gke-gcsfuse/volumes: "true"
        # "0" means no limit: the in-memory file cache counts as the sidecar's memory.
        gke-gcsfuse/cpu-limit: "0"
        gke-gcsfuse/memory-limit: "0"
        gke-gcsfuse/ephemeral-storage-limit: "0"
    spec:
      serviceAccountName: "${KSA_NAME}"
      # vLLM does not use the Kubernetes API. Cloud Storage FUSE gets its token from the kubelet.
      automountServiceAccountToken: false
      securityContext:
        seccompProfile: { type: RuntimeDefault }
      # GKE refuses a TPU pod without both labels.
      nodeSelector:
        cloud.google.com/gke-tpu-accelerator: tpu-v6e-slice
        cloud.google.com/gke-tpu-topology: 2x4
      containers:
        - name: vllm-tpu
          image: vllm/vllm-tpu:v0.12.0
          command: [ "python3", "-m", "vllm.entrypoints.openai.api_server" ]
          args:
            - --host=0.0.0.0
            - --port=8000
            - --tensor-parallel-size=8
            - --max-model-len=4096
            - --model=meta-llama/Llama-3.1-70B
            - --download-dir=/data
            - --max-num-batched-tokens=512
            - --max-num-seqs=128
          env:
            - name: HUGGING_FACE_HUB_TOKEN
              valueFrom:
                secretKeyRef:
                  name: hf-secret
                  key: hf_api_token
            # when: XLA_CACHE
            - name: VLLM_XLA_CACHE_PATH
              value: /data
          ports:
            - containerPort: 8000
          resources:
            limits:
              google.com/tpu: "8"
          # A first start downloads 141 GB and compiles. The other probes start after this probe, up to an hour later.
          startupProbe:
            httpGet: { path: /health, port: 8000 }
            periodSeconds: 10
            failureThreshold: 360
          readinessProbe:
            httpGet: { path: /health, port: 8000 }
            periodSeconds: 10
          livenessProbe:
            httpGet: { path: /health, port: 8000 }
            periodSeconds: 30
            timeoutSeconds: 10
            failureThreshold: 5
          volumeMounts:
            - name: gcs-fuse-csi-ephemeral
              mountPath: /data
            - name: dshm
              mountPath: /dev/shm
      volumes:
        # Because of this name, Cloud Storage FUSE keeps its file cache here, in memory.
        - name: gke-gcsfuse-cache
          emptyDir: { medium: Memory }
        - name: dshm
          emptyDir: { medium: Memory }
        - name: gcs-fuse-csi-ephemeral
          csi:
            driver: gcsfuse.csi.storage.gke.io
            volumeAttributes:
              bucketName: "${GSBUCKET}"
              mountOptions: implicit-dirs,file-cache:enable-parallel-downloads:true,file-cache:parallel-downloads-per-file:100,file-cache:max-parallel-downloads:-1,file-cache:download-chunk-size-mb:10,file-cache:max-size-mb:-1
---
apiVersion: v1
kind: Service
metadata:
  name: vllm-service
  labels:
    app: vllm-tpu
    app.kubernetes.io/managed-by: vllm-tpu-runbook
spec:
  type: LoadBalancer
  # The addresses that the load balancer admits. Without this field: the whole Internet.
  # when: RESTRICTED
  loadBalancerSourceRanges:
    - "${EXPOSE_CIDR}"
  selector:
    app: vllm-tpu
  ports:
    - name: http
      protocol: TCP
      port: 8000
      targetPort: 8000
EOF
wait_until 60 'deployment/vllm-tpu wants at least 1 replica' \
    at_least 1 kubectl get deployment/vllm-tpu \
    -n "${NAMESPACE}" \
    -o 'jsonpath={.spec.replicas}'
wait_until 3600 'pod of app=vllm-tpu is running' \
    pods_reached 1 Running .status.phase \
    -l app=vllm-tpu \
    -n "${NAMESPACE}"
# To watch: kubectl logs -f -l app=vllm-tpu -c vllm-tpu --tail=-1 -n ${NAMESPACE}
wait_until 5400 'pod of app=vllm-tpu is ready' \
    pods_reached 1 True '.status.conditions[?(@.type=="Ready")].status' \
    -l app=vllm-tpu \
    -n "${NAMESPACE}"
wait_until 5400 'deployment/vllm-tpu has 1 ready replica' \
    deployment_ready 1 deployment/vllm-tpu \
    -n "${NAMESPACE}"
kubectl get pods \
    -l app=vllm-tpu \
    -n "${NAMESPACE}" \
    -o 'jsonpath={.items[*].status.containerStatuses[*].imageID}{"\n"}'

# ----------------------------------------------------------------------------------------------------
# Serve the model (应用模型)
step '07-completion  Request a completion from the model'
wait_until 600 'service/vllm-service has an external IP' \
    prints_something kubectl get service/vllm-service \
    -n "${NAMESPACE}" \
    -o 'jsonpath={.status.loadBalancer.ingress[0].ip}'
ADDRESS="$(kubectl get service/vllm-service -n "${NAMESPACE}" -o 'jsonpath={.status.loadBalancer.ingress[0].ip}:8000')"
curl \
    --fail \
    --silent \
    --show-error "http://${ADDRESS}/v1/completions" \
    -H 'Content-Type: application/json' \
    -d '{"model":"meta-llama/Llama-3.1-70B","prompt":"San Francisco is a","max_tokens":7,"temperature":0}'
echo

# ----------------------------------------------------------------------------------------------------
# Set up the custom autoscaler (设置自定义自动扩缩器)
step '08-metrics-adapter  Install the custom-metrics adapter'
if ! is prints another object_owner deployment custom-metrics-stackdriver-adapter -n custom-metrics; then
  created kubectl create namespace custom-metrics || true
  if ! is grants roles/monitoring.viewer "principal://iam.googleapis.com/projects/${PROJECT_NUMBER}/locations/global/workloadIdentityPools/${PROJECT_ID}.svc.id.goog/subject/ns/custom-metrics/sa/custom-metrics-stackdriver-adapter" gcloud projects get-iam-policy "${PROJECT_ID}"; then
    kubectl annotate namespace custom-metrics vllm-tpu-runbook/granted=roles/monitoring.viewer --overwrite
    gcloud projects add-iam-policy-binding "projects/${PROJECT_ID}" \
        --role=roles/monitoring.viewer \
        --member="principal://iam.googleapis.com/projects/${PROJECT_NUMBER}/locations/global/workloadIdentityPools/${PROJECT_ID}.svc.id.goog/subject/ns/custom-metrics/sa/custom-metrics-stackdriver-adapter" \
        --condition=None
  fi
  kubectl apply -f - << 'EOF'
# The custom-metrics adapter serves Cloud Monitoring as Kubernetes' custom and external metrics APIs, which the
# autoscaler reads. Names, ports and flags are those of Google's deployment, so each can replace the other.
apiVersion: v1
kind: Namespace
metadata:
  name: custom-metrics
  labels:
    app.kubernetes.io/managed-by: vllm-tpu-runbook
---
# On Google Cloud this account needs roles/monitoring.viewer before the adapter starts; otherwise the adapter crash-loops.
apiVersion: v1
kind: ServiceAccount
metadata:
  name: custom-metrics-stackdriver-adapter
  namespace: custom-metrics
  labels:
    app.kubernetes.io/managed-by: vllm-tpu-runbook
---
# Lets the adapter verify the identity of its callers.
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: custom-metrics:system:auth-delegator
  labels:
    app.kubernetes.io/managed-by: vllm-tpu-runbook
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: system:auth-delegator
subjects:
  - kind: ServiceAccount
    name: custom-metrics-stackdriver-adapter
    namespace: custom-metrics
---
# Lets the adapter read the API server's authentication configuration.
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: custom-metrics-auth-reader
  namespace: kube-system
  labels:
    app.kubernetes.io/managed-by: vllm-tpu-runbook
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: Role
  name: extension-apiserver-authentication-reader
subjects:
  - kind: ServiceAccount
    name: custom-metrics-stackdriver-adapter
    namespace: custom-metrics
---
# Lets the adapter find the pods of a label selector.
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: custom-metrics-resource-reader
  labels:
    app.kubernetes.io/managed-by: vllm-tpu-runbook
rules:
  - apiGroups: [ "" ]
    resources: [ pods, nodes, nodes/stats ]
    verbs: [ get, list, watch ]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: custom-metrics-resource-reader
  labels:
    app.kubernetes.io/managed-by: vllm-tpu-runbook
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: custom-metrics-resource-reader
subjects:
  - kind: ServiceAccount
    name: custom-metrics-stackdriver-adapter
    namespace: custom-metrics
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: custom-metrics-stackdriver-adapter
  namespace: custom-metrics
  labels:
    run: custom-metrics-stackdriver-adapter
    k8s-app: custom-metrics-stackdriver-adapter
    app.kubernetes.io/managed-by: vllm-tpu-runbook
spec:
  replicas: 1
  selector:
    matchLabels:
      run: custom-metrics-stackdriver-adapter
      k8s-app: custom-metrics-stackdriver-adapter
  template:
    metadata:
      labels:
        run: custom-metrics-stackdriver-adapter
        k8s-app: custom-metrics-stackdriver-adapter
        app.kubernetes.io/managed-by: vllm-tpu-runbook
    spec:
      serviceAccountName: custom-metrics-stackdriver-adapter
      containers:
        - name: pod-custom-metrics-stackdriver-adapter
          # Pinned: the tutorial's URL follows a branch, which was broken in the past.
          image: gcr.io/gke-release/custom-metrics-stackdriver-adapter:v0.16.9-gke.0
          command:
            - /adapter
            # Metrics by pod name (k8s_pod, prometheus_target), not by pod id.
            - --use-new-resource-model=true
            - --fallback-for-container-metrics=true
          ports:
            - name: https
              containerPort: 443
          readinessProbe:
            httpGet:
              path: /healthz
              port: 443
              scheme: HTTPS
            initialDelaySeconds: 40
            periodSeconds: 10
            timeoutSeconds: 5
          resources:
            requests:
              cpu: 250m
              memory: 200Mi
            limits:
              cpu: 250m
              memory: 200Mi
---
apiVersion: v1
kind: Service
metadata:
  name: custom-metrics-stackdriver-adapter
  namespace: custom-metrics
  labels:
    run: custom-metrics-stackdriver-adapter
    k8s-app: custom-metrics-stackdriver-adapter
    app.kubernetes.io/managed-by: vllm-tpu-runbook
spec:
  type: ClusterIP
  selector:
    run: custom-metrics-stackdriver-adapter
    k8s-app: custom-metrics-stackdriver-adapter
  ports:
    - protocol: TCP
      port: 443
      targetPort: 443
---
# The APIs that the API server forwards to the adapter, whose certificate is self-signed.
apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata:
  name: v1beta1.custom.metrics.k8s.io
  labels:
    app.kubernetes.io/managed-by: vllm-tpu-runbook
spec:
  group: custom.metrics.k8s.io
  version: v1beta1
  groupPriorityMinimum: 100
  versionPriority: 100
  insecureSkipTLSVerify: true
  service:
    name: custom-metrics-stackdriver-adapter
    namespace: custom-metrics
---
apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata:
  name: v1beta2.custom.metrics.k8s.io
  labels:
    app.kubernetes.io/managed-by: vllm-tpu-runbook
spec:
  group: custom.metrics.k8s.io
  version: v1beta2
  groupPriorityMinimum: 100
  # Higher than v1beta1: the autoscaler uses v1beta2.
  versionPriority: 200
  insecureSkipTLSVerify: true
  service:
    name: custom-metrics-stackdriver-adapter
    namespace: custom-metrics
---
apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata:
  name: v1beta1.external.metrics.k8s.io
  labels:
    app.kubernetes.io/managed-by: vllm-tpu-runbook
spec:
  group: external.metrics.k8s.io
  version: v1beta1
  groupPriorityMinimum: 100
  versionPriority: 100
  insecureSkipTLSVerify: true
  service:
    name: custom-metrics-stackdriver-adapter
    namespace: custom-metrics
---
# Lets the autoscaler read external metrics.
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: external-metrics-reader
  labels:
    app.kubernetes.io/managed-by: vllm-tpu-runbook
rules:
  - apiGroups: [ external.metrics.k8s.io ]
    resources: [ "*" ]
    verbs: [ list, get, watch ]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: external-metrics-reader
  labels:
    app.kubernetes.io/managed-by: vllm-tpu-runbook
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: external-metrics-reader
subjects:
  - kind: ServiceAccount
    name: horizontal-pod-autoscaler
    namespace: kube-system
EOF
  wait_until 600 'deployment/custom-metrics-stackdriver-adapter has 1 ready replica' \
      deployment_ready 1 deployment/custom-metrics-stackdriver-adapter \
      -n custom-metrics
fi
wait_until 600 'API v1beta2.custom.metrics.k8s.io is available' \
    kubectl wait apiservice/v1beta2.custom.metrics.k8s.io \
    --for=condition=Available \
    --timeout=30s

# ----------------------------------------------------------------------------------------------------
# Set up the custom autoscaler (设置自定义自动扩缩器)
step '09-pod-monitoring  Configure Managed Service for Prometheus to scrape vLLM'
kubectl apply -n "${NAMESPACE}" -f - << 'EOF'
# Makes Google Cloud Managed Service for Prometheus scrape the vLLM pods.
apiVersion: monitoring.googleapis.com/v1
kind: PodMonitoring
metadata:
  name: vllm-pod-monitoring
  labels:
    app.kubernetes.io/managed-by: vllm-tpu-runbook
spec:
  selector:
    matchLabels:
      app: vllm-tpu
  endpoints:
    - path: /metrics
      port: 8000
      interval: 15s
EOF
wait_until 720 "vllm:num_requests_waiting{cluster='${CLUSTER_NAME}'} has samples" \
    series_exist 1 "vllm:num_requests_waiting{cluster='${CLUSTER_NAME}'}"

# ----------------------------------------------------------------------------------------------------
# Create load on the vLLM endpoint (在 vLLM 端点上创建负载)
step '10-load  Start a load on the vLLM endpoint'
wait_until 600 'service/vllm-service has an external IP' \
    prints_something kubectl get service/vllm-service \
    -n "${NAMESPACE}" \
    -o 'jsonpath={.status.loadBalancer.ingress[0].ip}'
ADDRESS="$(kubectl get service/vllm-service -n "${NAMESPACE}" -o 'jsonpath={.status.loadBalancer.ingress[0].ip}:8000')"
start_load 512 14400 "http://${ADDRESS}/v1/completions" \
    -H 'Content-Type: application/json' \
    -d '{"model":"meta-llama/Llama-3.1-70B","prompt":"Write a story about san francisco","max_tokens":1000,"temperature":0}'

# ----------------------------------------------------------------------------------------------------
# Verify that Google Cloud Managed Service for Prometheus ingests the metrics (验证 Google Cloud Managed Service for Prometheus 是否注入指标)
step '11-metrics  Verify that the metrics reach Cloud Monitoring'
wait_until 720 "sum(vllm:num_requests_waiting{cluster='${CLUSTER_NAME}'}) is above 128" \
    series_above 128 "sum(vllm:num_requests_waiting{cluster='${CLUSTER_NAME}'})"
# Only the runbook does this: wait 30s, so that the chart shows the settled queue
echo "vllm:num_requests_waiting{cluster='${CLUSTER_NAME}'}:"
query "vllm:num_requests_waiting{cluster='${CLUSTER_NAME}'}"
echo "vllm:num_requests_running{cluster='${CLUSTER_NAME}'}:"
query "vllm:num_requests_running{cluster='${CLUSTER_NAME}'}"

# ----------------------------------------------------------------------------------------------------
# Deploy the Horizontal Pod Autoscaler configuration (部署 Pod 横向自动扩缩器配置)
step '12-autoscaler  Deploy the HorizontalPodAutoscaler on a vLLM metric'
wait_until 600 'service/vllm-service has an external IP' \
    prints_something kubectl get service/vllm-service \
    -n "${NAMESPACE}" \
    -o 'jsonpath={.status.loadBalancer.ingress[0].ip}'
ADDRESS="$(kubectl get service/vllm-service -n "${NAMESPACE}" -o 'jsonpath={.status.loadBalancer.ingress[0].ip}:8000')"
METRIC="$(exposed_metric "http://${ADDRESS}/metrics" vllm:num_requests_waiting)"
wait_until 600 'deployment/vllm-tpu has 1 ready replica' \
    deployment_ready 1 deployment/vllm-tpu \
    -n "${NAMESPACE}"
kubectl apply -n "${NAMESPACE}" -f - << EOF
# Scales the model server on a vLLM metric, which the custom-metrics adapter serves.
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: vllm-hpa
  labels:
    app.kubernetes.io/managed-by: vllm-tpu-runbook
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: vllm-tpu
  minReplicas: 1
  maxReplicas: 2
  metrics:
    - type: Pods
      pods:
        metric:
          name: "prometheus.googleapis.com|${METRIC}|gauge"
        target:
          type: AverageValue
          # Quoted like the API server's value, so that a second apply changes nothing.
          averageValue: "10"
  behavior:
    scaleDown:
      # The queue is empty as soon as there is enough capacity. A slow scale-in prevents repeated scaling.
      stabilizationWindowSeconds: 300
      policies:
        - type: Pods
          value: 1
          periodSeconds: 300
EOF
# To watch: kubectl get hpa vllm-hpa --watch -n ${NAMESPACE}
wait_until 900 'hpa/vllm-hpa reads its metric' \
    kubectl wait hpa/vllm-hpa \
    -n "${NAMESPACE}" \
    --for=condition=ScalingActive \
    --timeout=30s

# ----------------------------------------------------------------------------------------------------
# Deploy the Horizontal Pod Autoscaler configuration (部署 Pod 横向自动扩缩器配置)
step '13-scale-out  Watch the autoscaler add a second replica'
# Only the runbook does this: check that the load is large enough for a second replica
# To watch: kubectl get hpa vllm-hpa --watch -n ${NAMESPACE}
wait_until 3600 'deployment/vllm-tpu has 2 ready replicas' \
    deployment_ready 2 deployment/vllm-tpu \
    -n "${NAMESPACE}"
wait_until 720 "vllm:num_requests_waiting{cluster='${CLUSTER_NAME}'} has 2 series" \
    series_exist 2 "vllm:num_requests_waiting{cluster='${CLUSTER_NAME}'}"
# Only the runbook does this: wait 3m, so that the chart shows both replicas under load
echo "vllm:num_requests_waiting{cluster='${CLUSTER_NAME}'}:"
query "vllm:num_requests_waiting{cluster='${CLUSTER_NAME}'}"
echo "vllm:num_requests_running{cluster='${CLUSTER_NAME}'}:"
query "vllm:num_requests_running{cluster='${CLUSTER_NAME}'}"
stop_load

# ----------------------------------------------------------------------------------------------------
# Clean up (清理)
step '99-cleanup  Delete everything that this runbook created and verify that nothing billable is left'
FAILURES=0
try listed cluster gcloud container clusters list \
    --location "${CONTROL_PLANE_LOCATION}" \
    --filter="name=${CLUSTER_NAME} AND resourceLabels.managed-by=vllm-tpu-runbook" \
    --format='value(name)'
try listed machine gcloud compute instances list \
    --filter="labels.goog-k8s-cluster-name=${CLUSTER_NAME} AND (labels.goog-k8s-cluster-location=${CONTROL_PLANE_LOCATION} OR NOT labels.goog-k8s-cluster-location:*)" \
    --format='value(name)'
try listed disk gcloud compute disks list \
    --filter="labels.goog-k8s-cluster-name=${CLUSTER_NAME} AND (labels.goog-k8s-cluster-location=${CONTROL_PLANE_LOCATION} OR NOT labels.goog-k8s-cluster-location:*)" \
    --format='value(name)'
try listed 'load balancer' gcloud compute target-pools list \
    --regions="${CONTROL_PLANE_LOCATION}" \
    --filter="instances~\"/gk[e3]-${CLUSTER_NAME}-(default-pool|pool-|nap-)\"" \
    --format='value(name)'
try listed bucket gcloud storage buckets list \
    --filter="name=${GSBUCKET} AND labels.managed-by=vllm-tpu-runbook" \
    --format='value(name)'
try stop_load
if is prints_something gcloud container clusters list \
    --location "${CONTROL_PLANE_LOCATION}" \
    --filter="name=${CLUSTER_NAME} AND (status=RUNNING OR status=RECONCILING OR status=DEGRADED) AND resourceLabels.managed-by=vllm-tpu-runbook" \
    --format='value(name)'; then
  try gcloud container clusters get-credentials "${CLUSTER_NAME}" --location="${CONTROL_PLANE_LOCATION}"
  if is kubectl get --raw=/readyz --request-timeout=45s; then
    if is prints roles/monitoring.viewer kubectl get namespace custom-metrics \
        --ignore-not-found \
        -o 'jsonpath={.metadata.annotations.vllm-tpu-runbook/granted}'; then
      try unless_missing gcloud projects remove-iam-policy-binding "projects/${PROJECT_ID}" \
          --role=roles/monitoring.viewer \
          --member="principal://iam.googleapis.com/projects/${PROJECT_NUMBER}/locations/global/workloadIdentityPools/${PROJECT_ID}.svc.id.goog/subject/ns/custom-metrics/sa/custom-metrics-stackdriver-adapter" \
          --condition=None
      try kubectl annotate namespace custom-metrics vllm-tpu-runbook/granted-
    fi
    if is prints roles/storage.objectUser kubectl get serviceaccount "${KSA_NAME}" \
        -n "${NAMESPACE}" \
        --ignore-not-found \
        -o 'jsonpath={.metadata.annotations.vllm-tpu-runbook/granted}'; then
      try unless_missing gcloud storage buckets remove-iam-policy-binding "gs://${GSBUCKET}" \
          --member="principal://iam.googleapis.com/projects/${PROJECT_NUMBER}/locations/global/workloadIdentityPools/${PROJECT_ID}.svc.id.goog/subject/ns/${NAMESPACE}/sa/${KSA_NAME}" \
          --role=roles/storage.objectUser
      try kubectl annotate serviceaccount "${KSA_NAME}" --namespace "${NAMESPACE}" vllm-tpu-runbook/granted-
    fi
    if is prints 'ours|unlabelled' cloud_owner gcloud container clusters list \
        --location "${CONTROL_PLANE_LOCATION}" \
        --filter="name=${CLUSTER_NAME}" \
        --format='value(name,resourceLabels.managed-by)'; then
      try wait_until 2700 "no operation on cluster ${CLUSTER_NAME} is running" \
          prints_nothing gcloud container operations list \
          --location "${CONTROL_PLANE_LOCATION}" \
          --filter="targetLink~\"/clusters/${CLUSTER_NAME}(/|\$)\" AND NOT status=DONE" \
          --format='value(name)'
      try kubectl delete service \
          --all-namespaces \
          -l app.kubernetes.io/managed-by=vllm-tpu-runbook \
          --timeout=3m
      try unless_missing gcloud container clusters delete "${CLUSTER_NAME}" \
          --location="${CONTROL_PLANE_LOCATION}" \
          --quiet \
          --async
      try wait_until 1800 "cluster ${CLUSTER_NAME} is deleted" \
          prints_nothing gcloud container clusters list \
          --location "${CONTROL_PLANE_LOCATION}" \
          --filter="name=${CLUSTER_NAME}" \
          --format='value(status)'
    fi
  elif is prints 'ours|unlabelled' cloud_owner gcloud container clusters list \
      --location "${CONTROL_PLANE_LOCATION}" \
      --filter="name=${CLUSTER_NAME}" \
      --format='value(name,resourceLabels.managed-by)'; then
    try wait_until 2700 "no operation on cluster ${CLUSTER_NAME} is running" \
        prints_nothing gcloud container operations list \
        --location "${CONTROL_PLANE_LOCATION}" \
        --filter="targetLink~\"/clusters/${CLUSTER_NAME}(/|\$)\" AND NOT status=DONE" \
        --format='value(name)'
    try unless_missing gcloud container clusters delete "${CLUSTER_NAME}" \
        --location="${CONTROL_PLANE_LOCATION}" \
        --quiet \
        --async
    try wait_until 1800 "cluster ${CLUSTER_NAME} is deleted" \
        prints_nothing gcloud container clusters list \
        --location "${CONTROL_PLANE_LOCATION}" \
        --filter="name=${CLUSTER_NAME}" \
        --format='value(status)'
  fi
elif is prints 'ours|unlabelled' cloud_owner gcloud container clusters list \
    --location "${CONTROL_PLANE_LOCATION}" \
    --filter="name=${CLUSTER_NAME}" \
    --format='value(name,resourceLabels.managed-by)'; then
  try wait_until 2700 "no operation on cluster ${CLUSTER_NAME} is running" \
      prints_nothing gcloud container operations list \
      --location "${CONTROL_PLANE_LOCATION}" \
      --filter="targetLink~\"/clusters/${CLUSTER_NAME}(/|\$)\" AND NOT status=DONE" \
      --format='value(name)'
  try unless_missing gcloud container clusters delete "${CLUSTER_NAME}" \
      --location="${CONTROL_PLANE_LOCATION}" \
      --quiet \
      --async
  try wait_until 1800 "cluster ${CLUSTER_NAME} is deleted" \
      prints_nothing gcloud container clusters list \
      --location "${CONTROL_PLANE_LOCATION}" \
      --filter="name=${CLUSTER_NAME}" \
      --format='value(status)'
fi
if is prints 'ours|unlabelled' cloud_owner gcloud storage buckets list \
    --filter="name=${GSBUCKET}" \
    --format='value(name,labels.managed-by)'; then
  try unless_missing gcloud storage rm --recursive "gs://${GSBUCKET}"
fi
try nothing_left cluster gcloud container clusters list \
    --location "${CONTROL_PLANE_LOCATION}" \
    --filter="name=${CLUSTER_NAME} AND resourceLabels.managed-by=vllm-tpu-runbook" \
    --format='value(name)'
try nothing_left machine gcloud compute instances list \
    --filter="labels.goog-k8s-cluster-name=${CLUSTER_NAME} AND (labels.goog-k8s-cluster-location=${CONTROL_PLANE_LOCATION} OR NOT labels.goog-k8s-cluster-location:*)" \
    --format='value(name)'
try nothing_left disk gcloud compute disks list \
    --filter="labels.goog-k8s-cluster-name=${CLUSTER_NAME} AND (labels.goog-k8s-cluster-location=${CONTROL_PLANE_LOCATION} OR NOT labels.goog-k8s-cluster-location:*)" \
    --format='value(name)'
try nothing_left 'load balancer' gcloud compute target-pools list \
    --regions="${CONTROL_PLANE_LOCATION}" \
    --filter="instances~\"/gk[e3]-${CLUSTER_NAME}-(default-pool|pool-|nap-)\"" \
    --format='value(name)'
try nothing_left bucket gcloud storage buckets list \
    --filter="name=${GSBUCKET} AND labels.managed-by=vllm-tpu-runbook" \
    --format='value(name)'
((FAILURES == 0)) || fail "$FAILURES parts of the cleanup failed; see above"
rm -f "$KUBECONFIG"

echo
echo "Done."
