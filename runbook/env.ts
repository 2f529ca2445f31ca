import { shellExports } from '../lib/runner/environment.ts';
import { command } from '../lib/runner/script.ts';

// `eval "$(npm run -s env)"`: the variables and the target's environment, to type gcloud and kubectl beside the runbook.
command(import.meta, async () => {
  const { code, text } = await shellExports(process.env);
  (code === 0 ? console.log : console.error)(text);
  return code;
});
