import { extname } from 'node:path';
import type { Ending } from '../../lib/runner/limited.ts';

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
