import { type Flags, readFlags, usage } from '../../lib/runner/flags.ts';
import { command } from '../../lib/runner/script.ts';
import { version } from '../../lib/runner/version.ts';

const HELP = `A quiz of ten questions for each notebook. The right answers come from your own run, as it is now.

  npm run quiz -- list               the quizzes, and what you have reached
  npm run quiz -- 01-deploy          the questions of a notebook; on a terminal it asks them
  npm run quiz -- answer ID VALUE    grade one answer, such as: answer ttft-p90 76
  npm run quiz -- status             every question, and what you have reached

  --lang    en or zh; default: zh for a Chinese locale (LC_ALL, LANG), else en
  --json    the result as JSON

A number may have a unit: 1.8, 1800ms, 2m 30s. A wrong answer costs nothing; every answer counts as an attempt.

Exit codes: 0 done or right, 1 not right or failed, 2 a wrong command line.`;

const FLAGS = { json: { type: 'boolean' }, lang: { type: 'string' } } as const satisfies Flags;

async function main(args: readonly string[]): Promise<number> {
  const words: string[] = [];
  const flags = readFlags(FLAGS, args, words);
  if (flags.help || flags.version) {
    console.log(flags.help ? HELP : version());
    return 0;
  }
  const { languageOf } = await import('../language.ts');
  const { answer, list, quiz, status } = await import('./commands.ts');
  const [verb, ...rest] = words;
  const told = { json: flags.json === true, language: languageOf(flags.lang, process.env) };
  if (verb === undefined) throw usage('Missing command');
  if (verb === 'answer') return answer(rest, told);
  if (rest.length > 0) throw usage(`Unexpected argument ${JSON.stringify(rest[0])}`);
  if (verb === 'list') return list(told);
  return verb === 'status' ? status(told) : quiz(verb, told);
}

command(import.meta, main);
