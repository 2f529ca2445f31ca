import { command } from '../../lib/runner/script.ts';
import { type BillingCommand, billingCommand } from '../park/command.ts';

const STOP: BillingCommand = {
  command: 'npm run stop-billing',
  help: `Delete the TPU node pools of this runbook now, whatever else is broken. Prints what is still billed.

Usage: npm run stop-billing [-- [--all] [--dry-run] [--yes]]

  --all      also node pools that this runbook created in clusters of other names, and those of learners
  --dry-run  print the exact commands, execute nothing
  --yes      do not ask (on Google Cloud)

Uses gcloud and the Container API, and neither kubectl nor the cluster. Without its node pool the autoscaler can create no
node. A deletion that a running operation refuses is tried again after that operation. Keeps the cluster, the weights and
the compilation cache.
Autopilot: GKE owns the node pools, so the whole cluster is deleted, if this runbook created it.
CLUSTER=existing: only the TPU node pool of this runbook.

To come back: npm run resume (Autopilot: npm start)
Exit codes: those of npm start.`,
  step: async (flags) => (await import('../park/stop-billing.ts')).stopBilling(flags.all === true),
  question: async ({ cluster, config }, flags) => {
    const { targetName, targetsOf } = await import('../park/targets.ts');
    const targets = targetsOf(await cluster.clusters(), config, flags.all === true);
    return [`Project ${config.PROJECT_ID}:`, ...targets.map((one) => `  deletes ${targetName(one)}`)].join('\n');
  },
  emergency: true,
  next: ({ CLUSTER_MODE }) => [
    `To come back: ${CLUSTER_MODE === 'autopilot' ? 'npm start' : 'npm run resume'}`,
    'To delete everything: npx tsx runbook/99-cleanup.ts',
  ],
  otherwise: 'To try again: npm run stop-billing. In the console: https://console.cloud.google.com/kubernetes',
};

command(import.meta, (args) => billingCommand(STOP, args));
