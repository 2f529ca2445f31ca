import { readFlags, usage } from '../../lib/runner/flags.ts';
import { command } from '../../lib/runner/script.ts';
import { version } from '../../lib/runner/version.ts';
import { withFlags } from '../../lib/runner/with-flags.ts';
import { FLAGS, HELP } from '../load/command/flags.ts';

async function main(args: readonly string[]): Promise<number> {
  const words: string[] = [];
  const given = readFlags(FLAGS, args, words);
  if (given.help || given.version) {
    console.log(given.help ? HELP : version());
    return 0;
  }
  if (words.length > 0 && !given.merge) throw usage(`Unexpected argument ${JSON.stringify(words[0])}`);
  // All modules, since Ctrl-C also ends tsx's compiler.
  const [{ checkOutputs, mergedFiles, report }, { planOf }, { logOf, onServer, onUrl }, { onPods }] = await Promise.all(
    [
      import('../load/command/outputs.ts'),
      import('../load/command/run.ts'),
      import('../load/command/places.ts'),
      import('../load/pods/pods.ts'),
    ],
  );
  if (given.merge) {
    const whole = await mergedFiles(words);
    return (await report(given, { ...whole, intervals: [] }, logOf())) ? 0 : 1;
  }
  const plan = await planOf(given);
  await checkOutputs(given);
  const again = withFlags('npm run load', given);
  if (given.pods !== undefined) return onPods(plan, given, again);
  return given.url === undefined ? onServer(plan, given, again) : onUrl(plan, given, given.url, given.model!);
}

command(import.meta, main);
