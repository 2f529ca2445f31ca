import { shellExports } from '../../lib/runner/environment.ts';
import { readFlags } from '../../lib/runner/flags.ts';
import { command } from '../../lib/runner/script.ts';
import { version } from '../../lib/runner/version.ts';

const HELP = `Print the environment that points gcloud and kubectl in your shell at the runbook's target.

Usage: eval "$(npm run -s env)"`;

command(import.meta, async (args) => {
  const flags = readFlags({}, args);
  if (flags.help || flags.version) {
    console.log(flags.help ? HELP : version());
    return 0;
  }
  const { code, lines, error } = await shellExports(process.env);
  // On a failure the lines only make the shell's eval fail; a terminal gets the error message instead.
  if (code === 0 || !process.stdout.isTTY) console.log(lines);
  if (error) console.error(error);
  return code;
});
