import { extname } from 'node:path';
import type { Ending } from '../../lib/runner/limited.ts';
import { perform } from '../../lib/step/actions.ts';

/** What happens at the limit of a run: it parks what it was to keep, and deletes everything else. */
export const ending: Ending = {
  watchdog: {
    name: 'watchdog',
    // TypeScript in the repository, JavaScript in the package.
    module: new URL(`./watchdog${extname(import.meta.url)}`, import.meta.url).href,
  },
  step: async (keep) => (keep ? (await import('./park.ts')).park : (await import('../steps.ts')).cleanup),
  report: async (session) => (await import('./report.ts')).reportBill(session, ['To come back: npm run resume']),
  name: (keep) => (keep ? 'remove the TPU nodes' : 'delete everything'),
  command: (keep) => (keep ? 'npm run park' : 'npx tsx runbook/99-cleanup.ts'),
};

/** What the limit of an earlier run guards is gone, or is wanted back. Returns whether there was such a limit. */
export function* endLimit() {
  return yield* perform(
    'end the limit of an earlier run (--max-hours, --budget)',
    false,
    async (session) => (await import('../../lib/runner/watchdog.ts')).endWatchdog(ending.watchdog, session),
    { kind: 'run', commands: [] },
  );
}
