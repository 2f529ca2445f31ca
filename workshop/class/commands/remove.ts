import { type Flags, readFlags, usage } from '../../../lib/runner/flags.ts';
import { learnerOf, theClass, writeClass } from '../class-file.ts';
import { classFolder } from '../folder.ts';
import { Rooms } from '../hub/rooms.ts';
import { Memories } from '../hub/state.ts';
import { writeSheet } from '../sheet/write.ts';

const FLAGS = { json: { type: 'boolean' } } as const satisfies Flags;

/** Takes learners out of the class. Their links end; what they did is set aside. */
export async function run(args: readonly string[]): Promise<number> {
  const names: string[] = [];
  const flags = readFlags(FLAGS, args, names);
  if (names.length === 0) throw usage('NAME is missing: name the learners to remove');
  const folder = classFolder();
  const content = await theClass(folder);
  const leaving = names.map((name) => learnerOf(content, name));
  // First the list, so that the hub does not start their rooms again.
  const rest = { ...content, learners: content.learners.filter((one) => !leaving.includes(one)) };
  await writeClass(folder, rest);
  await writeSheet(rest, folder);
  const [rooms, memories] = [new Rooms(folder), new Memories(folder)];
  for (const learner of leaving) {
    await rooms.reset(learner);
    memories.forget(learner.name);
  }
  const text = `Removed ${names.join(', ')}. Their files are in ${folder.removed}`;
  console.log(flags.json ? JSON.stringify({ removed: names, kept: folder.removed }) : text);
  return 0;
}
