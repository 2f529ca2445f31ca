import { setTimeout as delay } from 'node:timers/promises';
import { type Flags, readFlags } from '../../../lib/runner/flags.ts';
import { theClass } from '../class-file.ts';
import { classFolder } from '../folder.ts';
import { Rooms } from '../hub/rooms.ts';
import { kept, release } from '../keeper.ts';
import { stopStages } from '../stages/start.ts';

const FLAGS = { json: { type: 'boolean' } } as const satisfies Flags;

/** Real ms for the hub to end. */
const END = 3_000;

export async function run(args: readonly string[]): Promise<number> {
  const flags = readFlags(FLAGS, args);
  const folder = classFolder();
  const { learners } = await theClass(folder);
  const rooms = new Rooms(folder);
  await stopStages(folder);
  const deadline = performance.now() + END;
  // First the hub, which would start the rooms again.
  while (release(folder.hub.record) && kept(folder.hub.record) && performance.now() < deadline) await delay(50);
  release(folder.hub.record, 'SIGKILL');
  const running = learners.filter(({ name }) => rooms.isKept(name));
  await Promise.all(running.map(({ name }) => rooms.end(name)));
  const text = `Stopped the class: ${running.length} rooms. Everything is kept; to go on: npm run workshop -- start`;
  console.log(flags.json ? JSON.stringify({ stopped: running.length }) : text);
  return 0;
}
