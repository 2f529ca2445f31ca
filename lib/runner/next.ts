import { RunbookError } from '../errors/runbook-error.ts';

/** Programs with which the lines that remedies recommend begin. */
const PROGRAMS =
  'npm|npx|node|gcloud|kubectl|apt|cat|cp|curl|df|dig|docker|export|getent|kill|ls|ps|python3|rm|sudo|ulimit|unset';

const COMMAND = new RegExp(`(?:^|[\\s:(\`])(?:${PROGRAMS}) +\\S`);

/** Whether the last line of a text names a command to type, or a page to open. */
export function endsWithCommand(text: string | undefined): boolean {
  const last = text?.trimEnd().split('\n').at(-1) ?? '';
  return COMMAND.test(last) || /https:\/\/\S+$/.test(last);
}

/** The same error with the command as its last line, unless its remedy ends with a command. */
export function withNext(error: RunbookError, command: string): RunbookError {
  const { code, message, evidence, cause, diagnosis, remedy } = error;
  if (endsWithCommand(remedy)) return error;
  const lines = remedy === undefined ? [command] : [remedy, command];
  const next = { evidence, cause, ...(diagnosis !== undefined && { diagnosis }), remedy: lines.join('\n    ') };
  return new RunbookError(code, message, next);
}
