# The tutorial's commands, typed by hand against the sandbox, without the runbook's code.
set -euo pipefail
cd "$REPO"
eval "$(npm run -s sandbox -- env)"

gcloud container clusters create ${CLUSTER_NAME} \
    --project=${PROJECT_ID} \
    --location=${CONTROL_PLANE_LOCATION} \
    --node-locations=${ZONE} \
    --cluster-version=${CLUSTER_VERSION} \
    --workload-pool=${PROJECT_ID}.svc.id.goog \
    --addons GcsFuseCsiDriver
gcloud container node-pools create tpunodepool \
    --location=${CONTROL_PLANE_LOCATION} \
    --node-locations=${ZONE} \
    --num-nodes=1 \
    --machine-type=ct6e-standard-8t \
    --cluster=${CLUSTER_NAME} \
    --enable-autoscaling --total-min-nodes=1 --total-max-nodes=2
gcloud container clusters get-credentials ${CLUSTER_NAME} --location=${CONTROL_PLANE_LOCATION}
kubectl create namespace ${NAMESPACE}
kubectl create secret generic hf-secret \
    --from-literal=hf_api_token=${HF_TOKEN} \
    --namespace ${NAMESPACE}
gcloud storage buckets create gs://${GSBUCKET} \
    --uniform-bucket-level-access
kubectl create serviceaccount ${KSA_NAME} --namespace ${NAMESPACE}
gcloud storage buckets add-iam-policy-binding gs://${GSBUCKET} \
  --member "principal://iam.googleapis.com/projects/${PROJECT_NUMBER}/locations/global/workloadIdentityPools/${PROJECT_ID}.svc.id.goog/subject/ns/${NAMESPACE}/sa/${KSA_NAME}" \
  --role "roles/storage.objectUser"

# The manifests have placeholders.
sed -e "s/\${KSA_NAME}/${KSA_NAME}/" -e "s/\${GSBUCKET}/${GSBUCKET}/" -e 's/${TPU_ACCELERATOR}/tpu-v6e-slice/' -e 's/${TPU_CHIPS}/8/' -e 's/${TPU_TOPOLOGY}/2x4/' \
    -e 's|${VLLM_IMAGE}|vllm/vllm-tpu:v0.12.0|' -e 's|${MODEL}|meta-llama/Llama-3.1-70B|' -e 's/${SERVICE_TYPE}/LoadBalancer/' -e 's|${SOURCE_RANGE}|127.0.0.0/8|' \
    -e 's/${MAX_SURGE}/0/' -e 's/${MAX_UNAVAILABLE}/1/' -e '/# when: OWN_POOL/,+1d' -e '/# when: STREAM/,+1d' -e '/# when: API_KEY/,/key: api_key/d' -e '/# when: INTERNAL/,/type: Internal/d' -e '/# when: HARDENED/,/drop: .ALL./d' \
    manifests/vllm-llama3-70b.yaml | kubectl apply -n ${NAMESPACE} -f -
kubectl rollout status deployment/vllm-tpu -n ${NAMESPACE} --timeout=10m
kubectl logs -l app=vllm-tpu -c vllm-tpu --tail=-1 -n ${NAMESPACE} | grep "Application startup complete."

export vllm_service=$(kubectl get service vllm-service -o jsonpath='{.status.loadBalancer.ingress[0].ip}' -n ${NAMESPACE})
curl --silent --fail http://$vllm_service:8000/v1/completions \
-H "Content-Type: application/json" \
-d '{
    "model": "meta-llama/Llama-3.1-70B",
    "prompt": "San Francisco is a",
    "max_tokens": 7,
    "temperature": 0
}'
echo

kubectl apply -f manifests/custom-metrics-adapter.yaml
gcloud projects add-iam-policy-binding projects/${PROJECT_ID} \
    --role roles/monitoring.viewer \
    --member=principal://iam.googleapis.com/projects/${PROJECT_NUMBER}/locations/global/workloadIdentityPools/${PROJECT_ID}.svc.id.goog/subject/ns/custom-metrics/sa/custom-metrics-stackdriver-adapter
kubectl apply -f manifests/vllm_pod_monitor.yaml -n ${NAMESPACE}
sed -e 's/${METRIC}/vllm:num_requests_waiting/' -e 's/${HPA_TARGET}/10/' -e 's/${MAX_REPLICAS}/2/' \
    manifests/vllm-hpa.yaml | kubectl apply -n ${NAMESPACE} -f -
kubectl wait --for=condition=ScalingActive hpa/vllm-hpa -n ${NAMESPACE} --timeout=10m
kubectl get hpa -n ${NAMESPACE}

gcloud container clusters delete ${CLUSTER_NAME} --location=${CONTROL_PLANE_LOCATION} --quiet
