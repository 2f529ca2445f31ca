import { program } from '../../../lib/background/program.ts';
import { duration } from '../../../lib/wait/duration.ts';

// A watchdog that only keeps its order.
program(import.meta, {
  longest: duration('8760h'),
  begin: async (session, order) => {
    session.pace('aside');
    return { snapshot: () => order, stop: async () => undefined };
  },
});
