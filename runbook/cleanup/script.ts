import { shell, type Words } from '../../lib/command/command.ts';
import { regionOf } from '../../lib/config/index.ts';
import { AT } from '../../lib/google/cluster.ts';
import { LABEL } from '../../lib/ownership/label.ts';
import type { StepContext } from '../../lib/step/step.ts';
import { nodePool, SERVICE } from '../tutorial/names.ts';

/** What is billed, as commands of a script: the kind, then a command that prints the name of each. */
export function billed({ config }: StepContext): readonly Words[] {
  const { CLUSTER, CLUSTER_NAME, CONTROL_PLANE_LOCATION, GSBUCKET, KEEP_BUCKET, NAMESPACE } = config;
  const pool = nodePool(config);
  const label = `${LABEL.key}=${LABEL.value}`;
  // Each location may have a cluster of the same name.
  const at = 'labels.goog-k8s-cluster-location';
  const ofCluster = `labels.goog-k8s-cluster-name=${CLUSTER_NAME} AND (${at}=${CONTROL_PLANE_LOCATION} OR NOT ${at}:*)`;
  const region = regionOf(CONTROL_PLANE_LOCATION);
  const own = shell`bucket gcloud storage buckets list ${`--filter=name=${GSBUCKET} AND labels.${label}`} --format=value(name)`;
  const bucket = KEEP_BUCKET === 'on' ? [] : [own];
  if (CLUSTER === 'existing') {
    const ofPool = `--filter=${ofCluster} AND labels.goog-k8s-node-pool-name=${pool}`;
    return [
      shell`${'node pool'} gcloud container node-pools list --cluster ${CLUSTER_NAME} ${AT} --filter=name=${pool} --format=value(name)`,
      shell`machine gcloud compute instances list ${ofPool} --format=value(name)`,
      shell`disk gcloud compute disks list ${ofPool} --format=value(name)`,
      shell`${'load balancer'} gcloud compute forwarding-rules list --regions=${region} --filter=description~${`"${NAMESPACE}/${SERVICE}"`} --format=value(name)`,
      ...bucket,
    ];
  }
  // The target pool of a load balancer has its name, and the names of the cluster's machines.
  const machines = `"/gk[e3]-${CLUSTER_NAME}-(default-pool|pool-|nap-)"`;
  return [
    shell`cluster gcloud container clusters list ${AT} ${`--filter=name=${CLUSTER_NAME} AND resourceLabels.${label}`} --format=value(name)`,
    shell`machine gcloud compute instances list --filter=${ofCluster} --format=value(name)`,
    shell`disk gcloud compute disks list --filter=${ofCluster} --format=value(name)`,
    shell`${'load balancer'} gcloud compute target-pools list --regions=${region} --filter=instances~${machines} --format=value(name)`,
    ...bucket,
  ];
}
