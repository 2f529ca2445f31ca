import { shell } from '../command/command.ts';
import type { Config } from '../config/index.ts';
import { RunbookError } from '../errors/runbook-error.ts';
import { type Condition, failed, met, pending } from '../wait/condition.ts';
import { duration } from '../wait/duration.ts';
import { AT, isRunning } from './cluster.ts';
import type { Cluster } from './cluster-client.ts';

/** Required features of an existing cluster, and the flag that enables each. */
const REQUIREMENTS: readonly {
  readonly what: string;
  readonly remedy: string;
  holds(cluster: Cluster, config: Config): boolean;
}[] = [
  {
    what: 'Workload Identity Federation, which the pods need to use the bucket',
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

/** An existing cluster is running, has the mode of CLUSTER_MODE, and has the required features. */
export function clusterUsable(config: Config): Condition<boolean> {
  const { CLUSTER_NAME: name, CLUSTER_MODE: mode, CONTROL_PLANE_LOCATION: location, LEARNER } = config;
  const otherwise = LEARNER ? 'create the cluster without LEARNER' : 'unset CLUSTER';
  const describe = shell`gcloud container clusters describe ${name} ${AT}`;
  return {
    what: `cluster ${name} is running with the required features`,
    placeholder: true,
    timeout: duration('30m'),
    shell: {
      words:
        mode === 'autopilot'
          ? shell`prints RUNNING,True ${describe} --format=csv[no-heading](status,autopilot.enabled)`
          : shell`prints RUNNING,${config.PROJECT_ID}.svc.id.goog,True ${describe} --format=csv[no-heading](status,workloadIdentityConfig.workloadPool,addonsConfig.gcsFuseCsiDriverConfig.enabled)`,
    },
    look: async ({ cluster }) => {
      const found = await cluster.cluster(name);
      if (!found)
        return unusable(
          `Cluster ${name} does not exist in ${location}`,
          [],
          `Check CLUSTER_NAME and CONTROL_PLANE_LOCATION, or ${otherwise}.`,
        );
      if ((found.autopilot?.enabled === true) !== (mode === 'autopilot'))
        return unusable(
          `Cluster ${name} is not ${mode}`,
          [],
          `Set CLUSTER_MODE=${mode === 'standard' ? 'autopilot' : 'standard'}`,
        );
      const unmet = REQUIREMENTS.filter(({ holds }) => mode === 'standard' && !holds(found, config));
      if (unmet.length > 0) {
        const flags = unmet.map(({ remedy }) => remedy.replace('PROJECT_ID', config.PROJECT_ID));
        const remedies = flags.map((flag) => `gcloud container clusters update ${name} --location=${location} ${flag}`);
        const missing = unmet.map(({ what }) => `missing: ${what}`);
        return unusable(`Cluster ${name} lacks required features`, missing, remedies.join('\n    '));
      }
      return isRunning(found) ? met(true) : pending(String(found.status));
    },
  };
}

function unusable(message: string, evidence: readonly string[], remedy: string) {
  return failed(new RunbookError('CLUSTER_UNUSABLE', message, { evidence, remedy }));
}
