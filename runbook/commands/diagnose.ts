import { type Flags, readFlags } from '../../lib/runner/flags.ts';
import { command } from '../../lib/runner/script.ts';
import { version } from '../../lib/runner/version.ts';

const HELP = `Explain a text: the output of gcloud or kubectl, a log, a kubectl describe, a --report file, a bundle.

Usage: npm run -s diagnose [-- FILE …] [--json]
       kubectl describe pod POD | npm run -s diagnose
       npm run -s diagnose -- vllm-tpu-bundle-TIME.tgz   (the file of npm run bundle)

Without FILE, or with -, reads standard input. Asks nothing of Google Cloud.

  --json     An array of {code, cause, confidence, evidence, files, remedy, parameters}

Exit codes: 0 if the text reports no failure and everything in it is ready, 1 if not, 2 for a wrong command line or an unreadable FILE.`;

const FLAGS = { json: { type: 'boolean' } } as const satisfies Flags;

async function main(args: readonly string[]): Promise<number> {
  const files: string[] = [];
  const flags = readFlags(FLAGS, args, files);
  if (flags.help || flags.version) {
    console.log(flags.help ? HELP : version());
    return 0;
  }
  const [{ diagnoseTexts }, { formatDiagnoses }, { readInput }, { colours, plain }] = await Promise.all([
    import('../../lib/diagnosis/index.ts'),
    import('../doctor/diagnoses.ts'),
    import('../doctor/input.ts'),
    import('../../lib/log/format.ts'),
  ]);
  const found = diagnoseTexts(await readInput(files));
  const style = process.stdout.isTTY && !process.env.NO_COLOR ? colours : plain;
  console.log(flags.json ? JSON.stringify(found, null, 2) : formatDiagnoses(found, style));
  return found.length > 0 ? 1 : 0;
}

command(import.meta, main);
