import { shellExports } from '../../lib/runner/environment.ts';
import { readFlags } from '../../lib/runner/flags.ts';
import { command } from '../../lib/runner/script.ts';
import { version } from '../../lib/runner/version.ts';

// `eval "$(npm run -s env)"`: the variables and the target's environment, to type gcloud and kubectl beside the runbook.
const HELP = `Print the variables with which a shell acts where the runbook does.

Usage: eval "$(npm run -s env)"`;

command(import.meta, async (args) => {
  const flags = readFlags({}, args);
  if (flags.help || flags.version) {
    console.log(flags.help ? HELP : version());
    return 0;
  }
  const { code, lines, error } = await shellExports(process.env);
  // A failure's lines are for a shell alone; a person at a terminal reads why.
  if (code === 0 || !process.stdout.isTTY) console.log(lines);
  if (error) console.error(error);
  return code;
});
