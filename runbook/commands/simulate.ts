import { readFlags, usage } from '../../lib/runner/flags.ts';
import { command } from '../../lib/runner/script.ts';
import { version } from '../../lib/runner/version.ts';
import { FLAGS, HELP } from '../simulate/flags.ts';

async function main(args: readonly string[]): Promise<number> {
  const given = readFlags(FLAGS, args);
  if (given.help || given.version) {
    console.log(given.help ? HELP : version());
    return 0;
  }
  if (given.trace === undefined && given.stages === undefined)
    throw usage('Specify --trace FILE or --stages LIST, such as --stages 20m:4,20m:7');
  const [{ simulated }, { report }] = await Promise.all([
    import('../simulate/run.ts'),
    import('../simulate/report.ts'),
  ]);
  const results = await simulated(given, ({ name }) => {
    if (process.stderr.isTTY) process.stderr.write(`Simulated ${name}\n`);
  });
  await report(results, given);
  return 0;
}

command(import.meta, main);
