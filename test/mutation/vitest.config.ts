import { defineConfig } from 'vitest/config';
import { AREAS, PROCESSES } from './areas.ts';

/** The tests of one area, in one process: `npm run test:mutation` names it. */
export default defineConfig({
  test: { include: [...AREAS[process.env.MUTATION_AREA!]!.tests], exclude: PROCESSES, pool: 'threads' },
});
