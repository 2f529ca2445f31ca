import { type Flags, readFlags } from '../../lib/runner/flags.ts';
import { command } from '../../lib/runner/script.ts';
import { version } from '../../lib/runner/version.ts';

const HELP = `Collect the state of a run in one file, for a report of a problem: configuration, plan, status, doctor, operations,
node pools, pods, events, logs, versions. Changes nothing, and works when parts of the world do not.

Usage: npm run bundle [-- FILE …] [--out FILE.tgz] [--yes]

  FILE         a file to add: the --report file, a saved output
  --out FILE   the file to write; default: vllm-tpu-bundle-TIME.tgz beside .runbook. Never overwritten
  --yes        write without asking

Secrets, projects, accounts, addresses and IDs are replaced. If one of them is left, nothing is written. The files are
listed before they are written. To explain a bundle: npm run diagnose -- FILE.tgz

Exit codes: 0 written, 1 failed, 2 bad usage, 130 cancelled.`;

const FLAGS = { out: { type: 'string' }, yes: { type: 'boolean' } } as const satisfies Flags;

async function main(args: readonly string[]): Promise<number> {
  const add: string[] = [];
  const flags = readFlags(FLAGS, args, add);
  if (flags.help || flags.version) {
    console.log(flags.help ? HELP : version());
    return 0;
  }
  const { bundle } = await import('../bundle/bundle.ts');
  await bundle({ environment: process.env, out: flags.out, add, yes: flags.yes === true });
  return 0;
}

command(import.meta, main);
