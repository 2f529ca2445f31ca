import type { Config } from '../config/index.ts';
import { RunbookError } from '../errors/runbook-error.ts';
import { type Condition, failed, met, pending } from '../wait/condition.ts';
import { duration } from '../wait/duration.ts';
import type { Cluster } from './cluster-client.ts';

/** What a cluster that somebody else made must have, and how it gets it. */
const REQUIREMENTS: readonly {
  readonly what: string;
  readonly remedy: string;
  holds(cluster: Cluster, config: Config): boolean;
}[] = [
  {
    what: 'Workload Identity Federation, with which the pods use the bucket',
    remedy: '--workload-pool=PROJECT_ID.svc.id.goog',
    holds: ({ workloadIdentityConfig }, { PROJECT_ID }) =>
      workloadIdentityConfig?.workloadPool === `${PROJECT_ID}.svc.id.goog`,
  },
  {
    what: 'the Cloud Storage FUSE CSI driver',
    remedy: '--update-addons=GcsFuseCsiDriver=ENABLED',
    holds: ({ addonsConfig }) => addonsConfig?.gcsFuseCsiDriverConfig?.enabled === true,
  },
];

/** A cluster that exists runs, is of the mode that CLUSTER_MODE says, and has what the steps need. */
export function clusterUsable(config: Config): Condition<boolean> {
  const { CLUSTER_NAME: name, CLUSTER_MODE: mode, CONTROL_PLANE_LOCATION: location, LEARNER } = config;
  const otherwise = LEARNER ? 'create it without LEARNER' : 'leave CLUSTER unset';
  return {
    what: `the cluster ${name} can be used`,
    placeholder: true,
    timeout: duration('30m'),
    look: async ({ cluster }) => {
      const found = await cluster.cluster(name);
      if (!found)
        return unusable(
          `There is no cluster ${name} in ${location}`,
          [],
          `Check CLUSTER_NAME and CONTROL_PLANE_LOCATION, or ${otherwise}.`,
        );
      if ((found.autopilot?.enabled === true) !== (mode === 'autopilot'))
        return unusable(`The cluster ${name} is not ${mode}`, [], 'Set CLUSTER_MODE to what the cluster is.');
      const unmet = REQUIREMENTS.filter(({ holds }) => mode === 'standard' && !holds(found, config));
      if (unmet.length > 0) {
        const flags = unmet.map(({ remedy }) => remedy.replace('PROJECT_ID', config.PROJECT_ID));
        const remedies = flags.map((flag) => `gcloud container clusters update ${name} --location=${location} ${flag}`);
        const missing = unmet.map(({ what }) => `it lacks ${what}`);
        return unusable(`The cluster ${name} cannot be used as it is`, missing, remedies.join('\n    '));
      }
      return found.status === 'RUNNING' ? met(true) : pending(`it is ${found.status}`);
    },
  };
}

function unusable(message: string, evidence: readonly string[], remedy: string) {
  return failed(new RunbookError('CLUSTER_UNUSABLE', message, { evidence, remedy }));
}
