import { type Flags, readFlags } from '../../lib/runner/flags.ts';
import { command } from '../../lib/runner/script.ts';
import { version } from '../../lib/runner/version.ts';

const HELP = `Follow the autoscaler's metric from the model server to the autoscaler, and report where it stops and why.

Usage: npm run doctor [-- --json]

Exit codes: 0 if the metric reaches the autoscaler, 1 if it does not.`;

const FLAGS = { json: { type: 'boolean' } } as const satisfies Flags;

async function main(args: readonly string[]): Promise<number> {
  const flags = readFlags(FLAGS, args);
  if (flags.help || flags.version) {
    console.log(flags.help ? HELP : version());
    return 0;
  }
  const [{ withSession }, { follow }, { hops }, { formatExamined }, { plain, colours }, { AUTOSCALING_METRICS }] =
    await Promise.all([
      import('../../lib/runner/run.ts'),
      import('../../lib/checks/hop.ts'),
      import('../doctor/hops.ts'),
      import('../doctor/format.ts'),
      import('../../lib/log/format.ts'),
      import('../metrics/queries.ts'),
    ]);
  const json = flags.json === true;
  const options = { environment: process.env, stopTarget: false, resume: () => 'npm run doctor' };
  let healthy = true;
  const code = await withSession({ ...options, stream: json ? process.stderr : process.stdout }, async (session) => {
    const metric = AUTOSCALING_METRICS[session.config.HPA_METRIC][0];
    const examined = await follow(hops, metric, session);
    healthy = examined.every(({ ok }) => ok);
    const style = process.stdout.isTTY && !process.env.NO_COLOR ? colours : plain;
    console.log(json ? JSON.stringify({ metric, hops: examined }, null, 2) : formatExamined(examined, metric, style));
  });
  return code === 0 && !healthy ? 1 : code;
}

command(import.meta, main);
