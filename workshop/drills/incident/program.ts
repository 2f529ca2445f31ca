import { program } from '../../../lib/background/program.ts';
import { duration } from '../../../lib/wait/duration.ts';
import { begin } from '../../../runbook/load/program.ts';

/** The load of an incident: it goes on while the server is down, and as long as a person thinks. */
program(import.meta, {
  longest: duration('240h'),
  begin: async (session) => ({ ...(await begin(session)), isOver: () => false }),
});
