import { type Flags, readFlags, usage } from '../../lib/runner/flags.ts';
import { command } from '../../lib/runner/script.ts';
import { version } from '../../lib/runner/version.ts';

const HELP = `Run the steps of a recording on a new sandbox, and list every difference: calls, outcomes, shape, order of states,
text, duration.

Usage: npm run compare -- DIR [--with DIR] [--ratio N] [--least SECONDS] [--json]

  --with DIR       compare with this recording instead of a new run on the sandbox
  --ratio N        durations are equal up to this ratio (default 2)
  --least SECONDS  durations are equal up to this difference (default 30)
  --json           print the differences as JSON

The sandbox's recording is DIR/sandbox/recording.jsonl.gz. SANDBOX_SCENARIO applies to the new sandbox.
Exit codes: 0 no difference, 1 differences, 2 bad usage or an unreadable recording.`;

const FLAGS = {
  with: { type: 'string' },
  ratio: { type: 'string' },
  least: { type: 'string' },
  json: { type: 'boolean' },
} as const satisfies Flags;

async function main(args: readonly string[]): Promise<number> {
  const folders: string[] = [];
  const flags = readFlags(FLAGS, args, folders);
  if (flags.help || flags.version) {
    console.log(flags.help ? HELP : version());
    return 0;
  }
  const [folder, second] = folders;
  if (folder === undefined) throw usage('DIR is missing: the folder of the recording to compare');
  if (second !== undefined) throw usage(`Unexpected argument ${JSON.stringify(second)}`);
  const tolerance = { ratio: number('ratio', flags.ratio, 2, 1), least: number('least', flags.least, 30, 0) * 1000 };
  const [{ join }, { readArchive }, { compare }, { formatDifferences }, { play }, { fastSteps, steps }] =
    await Promise.all([
      import('node:path'),
      import('../../lib/record/archive.ts'),
      import('../../lib/compare/compare.ts'),
      import('../../lib/compare/format.ts'),
      import('../compare/play.ts'),
      import('../steps.ts'),
    ]);
  const recorded = await readArchive(folder);
  const order = recorded.header.flags.includes('--fast') ? fastSteps : steps;
  const played = flags.with
    ? await readArchive(flags.with)
    : await play(recorded.header, join(folder, 'sandbox'), order);
  const differences = compare(recorded, played, tolerance);
  console.log(flags.json ? JSON.stringify(differences, null, 2) : formatDifferences(differences));
  return differences.length === 0 ? 0 : 1;
}

function number(name: string, text: string | undefined, value: number, least: number): number {
  const given = text === undefined ? value : Number(text);
  if (given >= least) return given;
  throw usage(`--${name} needs a number of at least ${least}`);
}

command(import.meta, main);
