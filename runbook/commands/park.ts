import { command } from '../../lib/runner/script.ts';
import { type BillingCommand, billingCommand } from '../park/command.ts';

const PARK: BillingCommand = {
  command: 'npm run park',
  help: `Remove the TPU nodes, and keep the cluster, the weights and the compilation cache. Prints what is still billed.

Usage: npm run park [-- [--dry-run] [--yes]]

  --dry-run  print the exact commands, execute nothing
  --yes      do not ask (on Google Cloud)

Standard: the Deployment goes to 0 replicas, the autoscaler's minimum of the TPU node pool to 0, the pool to 0 nodes.
Autopilot: the Deployment goes to 0 replicas; GKE removes a node some ten minutes after its last pod.
CLUSTER=existing: only the TPU node pool of this runbook, and only its Deployment.
The HorizontalPodAutoscaler stays. It is off while the Deployment has 0 replicas (ScalingDisabled).
Google Cloud gets the TPU machines back: when you resume, it may have no free ones.

To come back: npm run resume
If kubectl or the cluster does not answer: npm run stop-billing
Exit codes: those of npm start.`,
  step: async () => (await import('../park/park.ts')).park,
  question: async ({ config: { CLUSTER_NAME, NAMESPACE, PROJECT_ID } }) =>
    `Project ${PROJECT_ID}:\n  scales the model server in namespace ${NAMESPACE} of cluster ${CLUSTER_NAME} to 0, and deletes its TPU nodes`,
  next: () => ['To come back: npm run resume', 'To delete everything: npx tsx runbook/99-cleanup.ts'],
  otherwise: 'To delete only the TPU nodes, without kubectl: npm run stop-billing',
};

command(import.meta, (args) => billingCommand(PARK, args));
