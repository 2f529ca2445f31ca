import { type Flags, readFlags, usage } from '../../../lib/runner/flags.ts';
import { theClass } from '../class-file.ts';
import { classFolder } from '../folder.ts';
import { type Scores, scoresCsv, scoresOf } from '../scores.ts';

const FLAGS = { format: { type: 'string' }, json: { type: 'boolean', excludes: ['format'] } } as const satisfies Flags;

const FORMATS: Readonly<Record<string, (scores: readonly Scores[]) => string>> = {
  csv: scoresCsv,
  json: (scores) => JSON.stringify(scores, null, 2),
};

export async function run(args: readonly string[]): Promise<number> {
  const flags = readFlags(FLAGS, args);
  const format = flags.json ? 'json' : (flags.format ?? 'csv');
  const print = Object.hasOwn(FORMATS, format) ? FORMATS[format] : undefined;
  if (!print) throw usage(`--format ${format}: expected csv or json`);
  const folder = classFolder();
  console.log(print(scoresOf(await theClass(folder), folder)));
  return 0;
}
