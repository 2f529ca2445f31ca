import { program, type Work } from '../../lib/background/program.ts';
import { startLoad } from '../../lib/load/index.ts';
import { completions } from '../../lib/load/model-server.ts';
import type { Session } from '../../lib/session/session.ts';
import { waitFor } from '../../lib/wait/wait.ts';
import { serverAddress } from '../model-server/exposure.ts';
import { LONGEST, request } from './load.ts';
import { failing } from './lost.ts';

program(import.meta, { longest: LONGEST, begin });

/** The work of the load's process. */
export async function begin(session: Session): Promise<Work> {
  const { config } = session;
  const address = await waitFor(serverAddress({ config }), session);
  // Until this process ends, simulated time runs at the pace of a load.
  session.pace('load');
  const load = startLoad({
    ...completions(address, config),
    body: request({ config }),
    concurrency: config.PARALLEL_PROCESSES,
    clock: session.target.clock,
  });
  const fails = failing();
  // The next load reads the address of the server again.
  return { ...load, isOver: () => fails(load.snapshot()) };
}
