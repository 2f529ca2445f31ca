import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { RunbookError } from '../../../lib/errors/runbook-error.ts';

const TRUST = `Or let learners share this user's files and processes, which hides nothing from anybody: add --trust-learners`;

/**
 * Starts an empty room.
 * @param args of bubblewrap
 * @throws RunbookError COMMAND_MISSING without bubblewrap, ENVIRONMENT where the system refuses it
 */
export async function mustIsolate(args: readonly string[], again: string): Promise<void> {
  try {
    await promisify(execFile)('bwrap', [...args]);
  } catch (cause) {
    const { code, stderr = '' } = cause as NodeJS.ErrnoException & { readonly stderr?: string };
    const next = `${TRUST}\n    ${again} --trust-learners`;
    if (code === 'ENOENT') {
      throw new RunbookError('COMMAND_MISSING', 'bubblewrap (bwrap) keeps learners apart, and is not installed', {
        cause,
        remedy: `Install it: sudo apt-get install bubblewrap\n    ${next}`,
      });
    }
    throw new RunbookError('ENVIRONMENT', 'This system does not let bubblewrap keep learners apart', {
      cause,
      evidence: stderr.trim().split('\n').slice(-3),
      remedy: `Run it as root, or permit user namespaces.\n    ${next}`,
    });
  }
}
