import type { VariableName } from '../../lib/config/index.ts';
import { type Flags, readFlags } from '../../lib/runner/flags.ts';
import { command } from '../../lib/runner/script.ts';
import { version } from '../../lib/runner/version.ts';
import { withFlags } from '../../lib/runner/with-flags.ts';

const HELP = `Follow each metric of an autoscaler from the pods to the autoscaler, and report where it stops and why. Changes nothing.

Usage: npm run doctor [-- [--namespace NAMESPACE] [--hpa NAME] [--json]]

  --namespace   the namespace of the autoscaler; default: NAMESPACE
  --hpa         the HorizontalPodAutoscaler; default: vllm-hpa, or the only one of the namespace
  --json        the result as JSON

Works for any autoscaler in the cluster of PROJECT_ID, CONTROL_PLANE_LOCATION and CLUSTER_NAME: the Deployment comes
from its scaleTargetRef, the PodMonitorings from those that select the pods of the Deployment.

Exit codes: 0 if every metric reaches the autoscaler, 1 if one does not.`;

const FLAGS = {
  namespace: { type: 'string', short: 'n' },
  hpa: { type: 'string' },
  json: { type: 'boolean' },
} as const satisfies Flags;

/** The cluster, and where the autoscaler is. */
const needed = (namespace: string | undefined): readonly VariableName[] => [
  'PROJECT_ID',
  'CONTROL_PLANE_LOCATION',
  'CLUSTER_NAME',
  ...(namespace === undefined ? (['NAMESPACE'] as const) : []),
];

async function main(args: readonly string[]): Promise<number> {
  const flags = readFlags(FLAGS, args);
  if (flags.help || flags.version) {
    console.log(flags.help ? HELP : version());
    return 0;
  }
  const [{ withSession }, { examine }, { formatWays }, { plain, colours }] = await Promise.all([
    import('../../lib/runner/run.ts'),
    import('../doctor/examine.ts'),
    import('../doctor/format.ts'),
    import('../../lib/log/format.ts'),
  ]);
  const json = flags.json === true;
  const options = {
    environment: process.env,
    stopTarget: false,
    resume: () => withFlags('npm run doctor', flags),
    needs: needed(flags.namespace),
  };
  let healthy = true;
  const code = await withSession({ ...options, stream: json ? process.stderr : process.stdout }, async (session) => {
    const ways = await examine({ namespace: flags.namespace, hpa: flags.hpa }, session);
    healthy = ways.every(({ stopsAt }) => stopsAt === undefined);
    const style = process.stdout.isTTY && !process.env.NO_COLOR ? colours : plain;
    // The way that stops, or the first one, also stands at the top.
    const told = ways.find(({ stopsAt }) => stopsAt !== undefined) ?? ways[0];
    console.log(json ? JSON.stringify({ ...told, metrics: ways }, null, 2) : formatWays(ways, style));
  });
  return code === 0 && !healthy ? 1 : code;
}

command(import.meta, main);
