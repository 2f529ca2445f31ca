import { shellExports } from '../lib/runner/environment.ts';
import { isMain } from '../lib/runner/script.ts';

// `eval "$(npm run -s env)"`: the variables and the target's environment, to type gcloud and kubectl beside the runbook.
if (isMain(import.meta)) {
  void shellExports(process.env).then(({ code, text }) => {
    (code === 0 ? console.log : console.error)(text);
    process.exitCode = code;
  });
}
