import { command } from '../../lib/runner/script.ts';
import { type BillingCommand, billingCommand } from '../park/command.ts';

const RESUME: BillingCommand = {
  command: 'npm run resume',
  help: `Get a TPU node back after npm run park or npm run stop-billing, wait until the model serves from the kept weights and
compilation cache, and ask for one completion. Prints the time to the first completion, and what is billed.

Usage: npm run resume [-- [--dry-run] [--yes]]

  --dry-run  print the exact commands, execute nothing
  --yes      do not ask (on Google Cloud)

Starts one replica; the HorizontalPodAutoscaler adds others when the load needs them. If the zone has no free TPU machine,
the node pool moves to the next zone of ZONES. The autoscaler's minimum stays 0: a node without a pod goes after ten
minutes.

Exit codes: those of npm start.`,
  step: async () => (await import('../park/resume.ts')).resume,
  question: async ({ config: { CLUSTER_NAME, MACHINE_TYPE, PROJECT_ID } }) =>
    `Project ${PROJECT_ID}:\n  creates a TPU node ${MACHINE_TYPE} in cluster ${CLUSTER_NAME}`,
  next: () => ['To park again: npm run park', 'To delete everything: npx tsx runbook/99-cleanup.ts'],
  otherwise: 'To remove the TPU nodes again: npm run park',
};

command(import.meta, (args) => billingCommand(RESUME, args));
