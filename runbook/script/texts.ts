import { shell } from '../../lib/command/command.ts';
import type { Runbook } from '../../lib/runner/runbook.ts';
import { costPerHour, dollars } from '../cost/prices.ts';
import { nodePool, SERVICE } from '../tutorial/names.ts';

/** What the script of the tutorial says at its beginning, and after a failure. */
export const scriptTexts: NonNullable<Runbook['scriptTexts']> = (config, symbolic) => {
  const { tpuNode, base, known, asOf } = costPerHour(config);
  const { CLUSTER, MACHINE_TYPE, MAX_REPLICAS, MODEL, PROVISIONING, SPARE_NODES, TARGET, ZONES } = config;
  const most = MAX_REPLICAS + SPARE_NODES;
  const fixed = CLUSTER === 'existing' ? 0 : base;
  const others = ZONES.filter((zone) => zone !== config.ZONE);
  const { CLUSTER_NAME, CONTROL_PLANE_LOCATION, GSBUCKET, NAMESPACE, PROJECT_ID } = symbolic;
  const at = ['--location', CONTROL_PLANE_LOCATION, '--project', PROJECT_ID];
  const cluster =
    CLUSTER === 'existing'
      ? shell`gcloud container node-pools delete ${nodePool(config)} --cluster ${CLUSTER_NAME} ${at}`
      : shell`gcloud container clusters delete ${CLUSTER_NAME} ${at}`;
  return {
    about: [
      `Serves ${MODEL} with vLLM on TPU nodes ${MACHINE_TYPE} of GKE (CLUSTER_MODE=${config.CLUSTER_MODE}, CLUSTER=${CLUSTER}).`,
      'Written by `npm start -- --dry-run --script` of vllm-tpu-runbook.',
      '',
      'Needs: bash, gcloud with gke-gcloud-auth-plugin, kubectl, curl; a project with billing and TPU quota.',
      `Costs: ${dollars(fixed + tpuNode, known)} an hour with 1 TPU node, ${dollars(fixed + most * tpuNode, known)} with ${most} (${PROVISIONING}, list prices of ${asOf}, without`,
      'traffic, storage and load balancer). A failure leaves what exists, and says how to delete it.',
      ...(TARGET === 'sandbox'
        ? ['', 'Its values are those of the sandbox (TARGET=sandbox), in a shell after: eval "$(npm run -s env)"']
        : []),
      ...(others.length > 0 ? ['', `It tries only the zone ZONE; the runbook tries ${others.join(', ')} too.`] : []),
    ],
    remove: [
      // Deleting a cluster leaves the load balancers of its Services behind.
      shell`kubectl --kubeconfig ${`${CLUSTER_NAME}.kubeconfig`} delete service ${SERVICE} -n ${NAMESPACE}`,
      cluster,
      shell`gcloud storage rm --recursive gs://${GSBUCKET}`,
    ],
  };
};
