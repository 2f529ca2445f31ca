import { readFile } from 'node:fs/promises';
import { variables } from '../../lib/config/index.ts';
import { RunbookError } from '../../lib/errors/runbook-error.ts';
import { asRunbookError } from '../../lib/runner/outcome.ts';
import { mayRead, type TokenAnswer } from '../preflight/hugging-face.ts';
import type { Prompts } from './prompts.ts';
import type { Surroundings } from './surroundings.ts';

/** Where the token is after the configuration. */
export interface Token {
  /** In `.env`; in a variable of the shell; nowhere, since the sandbox has a placeholder. */
  readonly kept: 'file' | 'environment' | 'placeholder';
  readonly value: string;
  /** The variable of the shell. */
  readonly from?: string;
  readonly warnings: readonly string[];
}

/** The flags and values that may answer the question. */
export interface TokenSources {
  /** --hf-token-env: the variable of the shell that keeps it. */
  readonly variable: string | undefined;
  /** --hf-token-file: a file, or - for standard input. */
  readonly file: string | undefined;
  readonly environment: NodeJS.ProcessEnv;
  /** HF_TOKEN of the present `.env`. */
  readonly stored: string | undefined;
}

interface ForModel {
  readonly model: string;
}

/** Answers where the token is, checked by Hugging Face. @throws RunbookError USAGE, CONFIG_INVALID */
export async function tokenFrom(
  sources: TokenSources & ForModel,
  cloud: Surroundings,
  prompts: Prompts | undefined,
): Promise<Token> {
  const found = given(sources) ?? (prompts ? await chosen(sources, cloud, prompts) : there(sources, cloud));
  if (found === undefined) return typed(sources, cloud, prompts!);
  const { kept, from } = found;
  const value = found.value ?? (await readToken(sources.file!));
  if (kept === 'placeholder') return { kept, value, warnings: [] };
  const where = from ?? (sources.file === undefined ? 'HF_TOKEN of .env' : `--hf-token-file ${sources.file}`);
  const problem = malformed(value);
  if (problem !== undefined) throw invalid(`${where}: ${problem}`);
  const { refused, warnings } = verdict(await check(value, sources, cloud));
  if (refused !== undefined) throw invalid(`${where}: ${refused}`);
  return { kept, value, ...(from !== undefined && { from }), warnings };
}

/** The flag without which there is no token where nobody can be asked. */
export function missingToken(sources: TokenSources, cloud: Surroundings): readonly string[] {
  const { variable, file } = sources;
  return (variable ?? file ?? there(sources, cloud)) ? [] : ['--hf-token-env HF_TOKEN'];
}

type Found = Pick<Token, 'kept' | 'from'> & { readonly value?: string };

/** What flags say, and what is there without a terminal. */
function given({ variable, file, environment }: TokenSources): Found | undefined {
  if (file !== undefined) return { kept: 'file' };
  if (variable !== undefined) {
    const value = environment[variable];
    if (!value)
      throw invalid(`--hf-token-env ${variable}: the variable is not set in this shell`, `export ${variable}=hf_…`);
    return { kept: 'environment', value, from: variable };
  }
  return undefined;
}

/** A token that the shell, the present `.env` or the sandbox has. */
function there({ environment, stored }: TokenSources, { target }: Surroundings): Found | undefined {
  if (environment.HF_TOKEN) return { kept: 'environment', value: environment.HF_TOKEN, from: 'HF_TOKEN' };
  if (stored) return { kept: 'file', value: stored };
  return target.kind === 'sandbox' ? { kept: 'placeholder', value: variables.HF_TOKEN.sandbox } : undefined;
}

const LABELS: Readonly<Record<Token['kept'], string>> = {
  environment: 'leave it in HF_TOKEN of this shell',
  file: 'keep the one in .env',
  placeholder: "the sandbox's placeholder",
};

/** On a terminal: the token that is there already, or undefined for a new one. */
async function chosen(sources: TokenSources, cloud: Surroundings, prompts: Prompts): Promise<Found | undefined> {
  const present = there(sources, cloud);
  if (!present) return undefined;
  const choices = [
    { value: present.kept, label: LABELS[present.kept] },
    { value: 'typed', label: 'type another, and store it in .env (readable only by you)' },
  ];
  const answer = await prompts.choose('Which Hugging Face token?', { choices }, present.kept);
  return answer === 'typed' ? undefined : present;
}

async function typed(sources: ForModel, cloud: Surroundings, prompts: Prompts): Promise<Token> {
  let warnings: readonly string[] = [];
  const value = await prompts.hidden(`Hugging Face token that may read ${sources.model} (hidden)`, async (text) => {
    const problem = malformed(text.trim());
    if (problem !== undefined) return problem;
    const answer = verdict(await check(text.trim(), sources, cloud));
    warnings = answer.warnings;
    return answer.refused;
  });
  return { kept: 'file', value: value.trim(), warnings };
}

function malformed(value: string): string | undefined {
  const { rule } = variables.HF_TOKEN;
  return rule.parse(value) === undefined ? `expected ${rule.expected}` : undefined;
}

async function check(value: string, { model }: ForModel, cloud: Surroundings): Promise<TokenAnswer> {
  try {
    return await mayRead(model, value, cloud);
  } catch (error) {
    cloud.signal.throwIfAborted();
    return { verdict: 'unknown', detail: asRunbookError(error).message };
  }
}

/** A rejected token is refused; a missing licence or an unanswered question is only told, since both can change. */
function verdict({ verdict: is, rejected, detail, mend }: TokenAnswer): {
  refused?: string;
  warnings: readonly string[];
} {
  const told = `Hugging Face token: ${detail}${mend === undefined ? '' : `\n${mend}`}`;
  if (is === 'yes') return { warnings: [] };
  return rejected ? { refused: `${detail}. ${mend}`, warnings: [] } : { warnings: [told] };
}

async function readToken(file: string): Promise<string> {
  if (file !== '-') return (await readFile(file, 'utf8')).trim();
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8').trim();
}

const NEW_TOKEN = 'Create a token: https://huggingface.co/settings/tokens';

const invalid = (message: string, remedy = NEW_TOKEN): RunbookError =>
  new RunbookError('CONFIG_INVALID', message, { remedy });
