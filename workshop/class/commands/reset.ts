import { RunbookError } from '../../../lib/errors/runbook-error.ts';
import { type Flags, readFlags, usage } from '../../../lib/runner/flags.ts';
import { learnerOf, theClass } from '../class-file.ts';
import { classFolder } from '../folder.ts';
import { askHub } from '../hub/client.ts';
import { Rooms } from '../hub/rooms.ts';
import { Memories } from '../hub/state.ts';
import { kept } from '../keeper.ts';

const FLAGS = { json: { type: 'boolean' } } as const satisfies Flags;

export async function run(args: readonly string[]): Promise<number> {
  const words: string[] = [];
  const flags = readFlags(FLAGS, args, words);
  const [name, extra] = words;
  if (name === undefined) throw usage('NAME is missing: the learner whose work is set aside');
  if (extra !== undefined) throw usage(`Unexpected argument ${JSON.stringify(extra)}`);
  const folder = classFolder();
  const content = await theClass(folder);
  const learner = learnerOf(content, name);
  if (kept(folder.hub.record)) {
    const { status, body } = await askHub(content, '/hub/reset', 'POST', { name });
    const { error } = body as { readonly error?: string };
    if (status !== 200) throw new RunbookError('UNEXPECTED_ANSWER', error ?? `The hub answered ${status}`);
  } else {
    await new Rooms(folder).reset(learner);
    new Memories(folder).forget(name);
  }
  const text = `${name} has a new sandbox and new notebooks. The old ones are in ${folder.removed}`;
  console.log(flags.json ? JSON.stringify({ reset: name, kept: folder.removed }) : text);
  return 0;
}
