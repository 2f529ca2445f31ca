import { secretVersion } from '../../lib/config/names.ts';
import { RunbookError } from '../../lib/errors/runbook-error.ts';
import { readSecret } from '../../lib/google/secret-manager.ts';
import type { Surroundings } from './surroundings.ts';

/** A version's resource name from what a person types: a secret of the project (`hf-token`), or a part of that name. */
export function secretNamed(text: string, project: string | undefined): string | undefined {
  const given = text.trim();
  const inProject =
    /^[\w-]+(?:\/versions\/\w+)?$/.test(given) && project ? `projects/${project}/secrets/${given}` : given;
  return secretVersion.parse(inProject) ?? secretVersion.suggest?.(inProject);
}

/** The token of a secret's version, or why there is none, with the command that helps. */
export async function tokenIn(
  name: string,
  { target, signal }: Surroundings,
): Promise<{ readonly value: string } | { readonly why: string }> {
  try {
    return { value: await readSecret(name, { ask: (command) => target.execute(command, signal) }) };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof RunbookError)) throw error;
    return { why: [error.message, error.remedy].filter(Boolean).join('. ') };
  }
}
