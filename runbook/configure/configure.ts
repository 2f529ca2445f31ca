import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { envFile, writtenFolder } from '../../lib/config/folders.ts';
import { type Config, loadConfig, readEnvFile } from '../../lib/config/index.ts';
import { RunbookError } from '../../lib/errors/runbook-error.ts';
import type { Style } from '../../lib/log/format.ts';
import type { Target } from '../../lib/target/target.ts';
import { again } from './again.ts';
import { difference, formatDifference } from './difference.ts';
import { envText } from './env-text.ts';
import { interview } from './interview.ts';
import type { Prompts } from './prompts.ts';
import type { Known } from './question.ts';
import { questions } from './questions.ts';
import { summary } from './summary.ts';
import type { Surroundings } from './surroundings.ts';
import { NAMES, TABLE } from './table.ts';
import { missingToken, type Token, type TokenSources, tokenFrom } from './token.ts';
import { writeEnv } from './write.ts';

export interface Configuring {
  readonly flags: Readonly<Record<string, string | boolean | undefined>>;
  readonly environment: NodeJS.ProcessEnv;
  readonly cloud: Surroundings;
  /** Undefined without a terminal. */
  readonly prompts: Prompts | undefined;
  readonly style: Style;
  say(text: string): void;
}

/** Asks, shows what follows, writes `.env` once it may. @throws RunbookError USAGE, CONFIG_INVALID, ABORTED */
export async function configure({ flags, environment, cloud, prompts, style, say }: Configuring): Promise<void> {
  const { kind } = cloud.target;
  const file = writtenFolder('.env');
  const stored: Known = readEnvFile(envFile(), NAMES, environment);
  const sources: TokenSources = {
    variable: text(flags['hf-token-env']),
    file: text(flags['hf-token-file']),
    secret: text(flags['hf-token-secret']),
    environment,
    stored: stored.HF_TOKEN,
    storedSecret: environment.HF_TOKEN_SECRET || stored.HF_TOKEN_SECRET,
  };
  const given = {
    flags,
    environment,
    previous: previous(stored, environment, kind),
    missing: missingToken(sources, cloud),
  };
  const { values, warnings } = await interview(questions, given, cloud, prompts);
  const token = await tokenFrom({ ...sources, model: values.MODEL!, project: values.PROJECT_ID }, cloud, prompts);
  const answers: Known = { TARGET: kind, ...values, ...tokenLine(token) };
  const kept = keptFrom(stored);
  const config = checked({ ...kept, ...answers, HF_TOKEN: token.value }, kind);
  const note = tokenNote(token);
  const made = envText({ answers, kept, config, ...(note !== undefined && { tokenNote: note }) });
  for (const warning of [...warnings, ...token.warnings]) say(`${style.bad('!')} ${warning.replaceAll('\n', '\n  ')}`);
  say(`\n${style.bold(shown(file))}`);
  say(formatDifference(difference(stored, { ...kept, ...answers }), style));
  say(`${summary(config, style)}\n`);
  const before = await readFile(file, 'utf8').catch(() => undefined);
  if (before === made) say(`${style.good('✓')} ${shown(file)} has these values already`);
  else {
    if (flags.yes !== true)
      await mayWrite(file, before !== undefined, again({ ...flags, yes: true }, environment), prompts);
    const backup = await writeEnv(file, made);
    say(
      `${style.good('✓')} Wrote ${shown(file)}, readable only by you${backup ? `; the previous file is ${shown(backup)}` : ''}`,
    );
  }
  for (const line of overridden(environment, { ...kept, ...answers })) say(`${style.bad('!')} ${line}`);
  say(next(token, style));
}

const text = (flag: string | boolean | undefined): string | undefined => (typeof flag === 'string' ? flag : undefined);

/** What is known without asking: the shell's environment, `.env`, and on the sandbox its values. */
function previous(stored: Known, environment: NodeJS.ProcessEnv, kind: Target['kind']): Known {
  const entries = NAMES.map((name) => {
    const { sandbox } = TABLE[name];
    return [
      name,
      environment[name] || stored[name] || (kind === 'sandbox' && typeof sandbox === 'string' ? sandbox : undefined),
    ];
  });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** Variables that no question answers, as the present file has them. */
function keptFrom(stored: Known): Known {
  const answered = new Set<string>([
    'TARGET',
    'HF_TOKEN',
    'HF_TOKEN_SECRET',
    ...questions.map(({ variable }) => variable),
  ]);
  return Object.fromEntries(Object.entries(stored).filter(([name, value]) => value && !answered.has(name)));
}

/** @throws RunbookError CONFIG_INVALID as a run would */
const checked = (environment: Known, target: Target['kind']): Config => loadConfig({ environment, target });

/** The variable of the file that has the token, or its place. */
function tokenLine({ kept, value, from }: Token): Known {
  if (kept === 'file') return { HF_TOKEN: value };
  return kept === 'secret' ? { HF_TOKEN_SECRET: from! } : {};
}

function tokenNote({ kept, from }: Token): string | undefined {
  if (kept === 'file' || kept === 'secret') return undefined;
  if (kept === 'placeholder') return 'The sandbox has a placeholder for the Hugging Face token.';
  return from === 'HF_TOKEN'
    ? 'The Hugging Face token stays in HF_TOKEN of the shell.'
    : `The Hugging Face token stays in ${from} of the shell: export HF_TOKEN="$${from}"`;
}

/** @param command the command that writes without asking. @throws RunbookError ABORTED, USAGE without a terminal */
async function mayWrite(file: string, exists: boolean, command: string, prompts: Prompts | undefined): Promise<void> {
  if (!prompts) {
    const why = exists ? `${shown(file)} is different` : `There is no terminal to ask whether to write ${shown(file)}`;
    const what = exists ? 'To replace it and keep a backup' : 'To write it';
    throw new RunbookError('USAGE', `${why}: nothing was written`, { remedy: `${what}: ${command}` });
  }
  const question = exists ? `Replace ${shown(file)}? The present file is kept as a backup` : `Write ${shown(file)}?`;
  if (await prompts.agree(question, !exists)) return;
  throw new RunbookError('ABORTED', 'Cancelled: nothing was written');
}

/** A variable of the shell goes before the file. */
function overridden(environment: NodeJS.ProcessEnv, written: Known): readonly string[] {
  const other = NAMES.filter((name) => environment[name] && environment[name] !== (written[name] ?? environment[name]));
  return other.map((name) => `${name} of this shell overrides the file. To use the file: unset ${name}`);
}

function next({ kept, from }: Token, style: Style): string {
  const commands = [
    ...(kept === 'environment' && from !== 'HF_TOKEN' ? [`export HF_TOKEN="$${from}"`] : []),
    'npx tsx runbook/00-preflight.ts   # checks tools, project, quota and names',
    'npm run plan                      # shows what a run creates, and its cost',
  ];
  return ['Next:', ...commands.map((line) => `  ${style.accent(line)}`)].join('\n');
}

/** Relative to the working directory, if that is shorter. */
function shown(file: string): string {
  const near = relative(process.cwd(), file);
  return near.startsWith('..') ? file : near;
}
