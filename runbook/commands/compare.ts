import { atLeast } from '../../lib/runner/flag-values.ts';
import { type Flags, readFlags, usage } from '../../lib/runner/flags.ts';
import { command } from '../../lib/runner/script.ts';
import { version } from '../../lib/runner/version.ts';

const HELP = `Run the recorded steps on a new sandbox, and list the differences between the two runs: calls, results, keys and types,
order of states, text, durations.

Usage: npm run compare -- DIR [--with DIR] [--ratio N] [--least SECONDS] [--json]

  --with DIR       compare with the recording in this folder; do not run the sandbox
  --ratio N        ignore durations that differ by at most this factor (default 2)
  --least SECONDS  ignore durations that differ by at most this many seconds (default 30)
  --json           print the differences as JSON

DIR is the folder of a recording (npm run record). The recording of the new sandbox is DIR/sandbox/recording.jsonl.gz.
SANDBOX_SCENARIO applies to the new sandbox.

Exit codes: 0 if there is no difference, 1 if there is one, 2 for a wrong command line or an unreadable recording.`;

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
  if (folder === undefined) throw usage('DIR is missing: the folder of a recording');
  if (second !== undefined) throw usage(`Unexpected argument ${JSON.stringify(second)}`);
  const tolerance = {
    ratio: atLeast('ratio', flags.ratio ?? '2', 1),
    least: atLeast('least', flags.least ?? '30', 0) * 1000,
  };
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

command(import.meta, main);
