import { type Flags, readFlags } from '../../lib/runner/flags.ts';
import { command } from '../../lib/runner/script.ts';
import { version } from '../../lib/runner/version.ts';
import { withFlags } from '../../lib/runner/with-flags.ts';

const HELP = `Find the autoscaler's targets by experiment, on one replica of the running model server, and write the autoscaler's manifest.

Usage: npm run calibrate [-- [--slo LIMITS] [--peak RATE] [--output DIR] … [--yes] [--help]]

What the replicas must keep
  --slo LIMITS         limits of the 99th percentile: ttft=2s,itl=100ms
  --wait-budget TIME   how long a request may wait for a slot; default: what the limit of ttft leaves, else 3s
  --peak RATE          requests a second of all replicas at the peak; sets the maximum
  --max-replicas N     the most replicas; default: MAX_REPLICAS
  --hourly-budget USD  the most that the replicas may cost an hour
  --cold-start TIME    from the decision to a ready replica; default: that of the running pod

The experiment
  --namespace N        the namespace; default: NAMESPACE
  --deployment D       any Deployment of vLLM in that namespace; default: vllm-tpu
  --output-tokens N    mean length of an answer; default: 1000
  --max-concurrency N  the last rung of the ladder; default: 1024
  --prove              then run the proposal and the tutorial's target of 10 under the same traffic, and over a
                       simulated day, and compare
  --budget USD         end the experiment when it has cost this much
  --output DIR         where the results go; default: calibration
  --yes                do not ask (on Google Cloud)

Writes DIR/vllm-hpa.yaml, DIR/calibration.json and DIR/report.html. To apply the manifest:
  HPA_FILE=DIR/vllm-hpa.yaml npx tsx runbook/12-autoscaler.ts
Write HPA_FILE into .env too: a run without it puts the tutorial's autoscaler back.
An autoscaler of the Deployment is held at one replica meanwhile, and gets its bounds back in any case.
After an interrupt, the same command continues with the next rung.

Exit codes: those of npm start.`;

const FLAGS = {
  slo: { type: 'string' },
  'wait-budget': { type: 'string' },
  peak: { type: 'string' },
  'max-replicas': { type: 'string' },
  'hourly-budget': { type: 'string' },
  'cold-start': { type: 'string' },
  namespace: { type: 'string', short: 'n' },
  deployment: { type: 'string' },
  'output-tokens': { type: 'string' },
  'max-concurrency': { type: 'string' },
  prove: { type: 'boolean' },
  budget: { type: 'string' },
  output: { type: 'string' },
  yes: { type: 'boolean' },
} as const satisfies Flags;

async function main(args: readonly string[]): Promise<number> {
  const flags = readFlags(FLAGS, args);
  if (flags.help || flags.version) {
    console.log(flags.help ? HELP : version());
    return 0;
  }
  const { optionsOf } = await import('../calibrate/options.ts');
  const options = optionsOf(flags);
  const [{ withSession }, { runCalibration }, { remedies, stillBilled }] = await Promise.all([
    import('../../lib/runner/run.ts'),
    import('../calibrate/run.ts'),
    import('../steps.ts'),
  ]);
  const environment = flags.namespace === undefined ? process.env : { ...process.env, NAMESPACE: flags.namespace };
  const own = {
    environment,
    stopTarget: false,
    acts: true,
    resume: () => withFlags('npm run calibrate', flags),
    stillBilled,
    runbook: { remedies },
  };
  const consent = { yes: flags.yes === true, command: withFlags('npm run calibrate', { ...flags, yes: true }) };
  return withSession(own, (session) => runCalibration(options, consent, session));
}

command(import.meta, main);
