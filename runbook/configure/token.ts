import { readFile } from 'node:fs/promises';
import { SANDBOX_TOKEN, variables } from '../../lib/config/index.ts';
import { RunbookError } from '../../lib/errors/runbook-error.ts';
import { asRunbookError } from '../../lib/runner/outcome.ts';
import { mayRead, type TokenAnswer } from '../preflight/hugging-face.ts';
import type { Prompts } from './prompts.ts';
import { secretNamed, tokenIn } from './secret-name.ts';
import type { Surroundings } from './surroundings.ts';

/** Where the token is after the configuration. */
export interface Token {
  /** In `.env`; in a variable of the shell; in Secret Manager; nowhere, since the sandbox has a placeholder. */
  readonly kept: 'file' | 'environment' | 'secret' | 'placeholder';
  readonly value: string;
  /** The variable of the shell, or the name of the secret's version. */
  readonly from?: string;
  readonly warnings: readonly string[];
}

/** The flags and values that may answer the question. */
export interface TokenSources {
  /** --hf-token-env: the variable of the shell that keeps it. */
  readonly variable: string | undefined;
  /** --hf-token-file: a file, or - for standard input. */
  readonly file: string | undefined;
  /** --hf-token-secret: a secret of Secret Manager. */
  readonly secret: string | undefined;
  readonly environment: NodeJS.ProcessEnv;
  /** HF_TOKEN of the present `.env`. */
  readonly stored: string | undefined;
  /** HF_TOKEN_SECRET of the shell or of the present `.env`. */
  readonly storedSecret: string | undefined;
}

interface For {
  readonly model: string;
  readonly project: string | undefined;
}

type Sources = TokenSources & For;

/** Answers where the token is, checked by Hugging Face. @throws RunbookError USAGE, CONFIG_INVALID */
export async function tokenFrom(sources: Sources, cloud: Surroundings, prompts: Prompts | undefined): Promise<Token> {
  const found = given(sources) ?? (prompts ? await chosen(sources, cloud, prompts) : there(sources, cloud));
  if (found === undefined) throw invalid('There is no Hugging Face token');
  const { kept, from, checked } = found;
  const value = found.value ?? (await readFrom(found, sources, cloud));
  if (checked || kept === 'placeholder') return { kept, value, warnings: checked ?? [] };
  const where = from ?? (sources.file === undefined ? 'HF_TOKEN of .env' : `--hf-token-file ${sources.file}`);
  const problem = malformed(value);
  if (problem !== undefined) throw invalid(`${where}: ${problem}`);
  const { refused, warnings } = verdict(await check(value, sources, cloud));
  if (refused !== undefined) throw invalid(`${where}: ${refused}`);
  return { kept, value, ...(from !== undefined && { from }), warnings };
}

/** The flag without which there is no token where nobody can be asked. */
export function missingToken(sources: TokenSources, cloud: Surroundings): readonly string[] {
  const { variable, file, secret } = sources;
  return (variable ?? file ?? secret ?? there(sources, cloud)) ? [] : ['--hf-token-env HF_TOKEN'];
}

type Found = Pick<Token, 'kept' | 'from'> & {
  readonly value?: string;
  /** The warnings of a token that has been checked. */
  readonly checked?: readonly string[];
};

async function readFrom({ kept, from }: Found, { file }: Sources, cloud: Surroundings): Promise<string> {
  if (kept !== 'secret') return readToken(file!);
  const read = await tokenIn(from!, cloud);
  if ('value' in read) return read.value;
  throw new RunbookError('CONFIG_INVALID', read.why);
}

/** What flags say, and what is there without a terminal. */
function given({ variable, file, secret, environment, project }: Sources): Found | undefined {
  if (file !== undefined) return { kept: 'file' };
  if (secret !== undefined) {
    const from = secretNamed(secret, project);
    if (from === undefined) throw invalid(`--hf-token-secret ${secret}: expected ${EXPECTED_SECRET}`);
    return { kept: 'secret', from };
  }
  if (variable !== undefined) {
    const value = environment[variable];
    if (!value)
      throw invalid(`--hf-token-env ${variable}: the variable is not set in this shell`, `export ${variable}=hf_…`);
    return { kept: 'environment', value, from: variable };
  }
  return undefined;
}

/** A token that the shell, the present `.env`, Secret Manager or the sandbox has. */
function there({ environment, stored, storedSecret }: TokenSources, { target }: Surroundings): Found | undefined {
  if (environment.HF_TOKEN) return { kept: 'environment', value: environment.HF_TOKEN, from: 'HF_TOKEN' };
  if (stored) return { kept: 'file', value: stored };
  if (storedSecret) return { kept: 'secret', from: storedSecret };
  return target.kind === 'sandbox' ? { kept: 'placeholder', value: SANDBOX_TOKEN } : undefined;
}

const LABELS: Readonly<Record<Token['kept'], (found: Found) => string>> = {
  environment: () => 'leave it in HF_TOKEN of this shell',
  file: () => 'keep the one in .env',
  secret: ({ from }) => `keep ${from}`,
  placeholder: () => "the sandbox's placeholder",
};

/** On a terminal: the token that is there already, or another one. */
async function chosen(sources: Sources, cloud: Surroundings, prompts: Prompts): Promise<Found> {
  const present = there(sources, cloud);
  const choices = [
    ...(present ? [{ value: 'present', label: LABELS[present.kept](present) }] : []),
    { value: 'typed', label: 'type it, and store it in .env (readable only by you)' },
    { value: 'secret', label: 'read it from Secret Manager, by the name of a secret' },
    { value: 'environment', label: 'read it from a variable of the shell, by its name' },
  ];
  const answer = await prompts.choose('Which Hugging Face token?', { choices }, choices[0]!.value);
  if (answer === 'secret') return ofSecret(sources, cloud, prompts);
  if (answer === 'environment') return ofVariable(sources, prompts);
  return answer === 'typed' ? typed(sources, cloud, prompts) : present!;
}

async function ofSecret({ project }: Sources, cloud: Surroundings, prompts: Prompts): Promise<Found> {
  let value = '';
  const named = await prompts.text('Which secret? (its name in this project, or its resource name)', async (text) => {
    const name = secretNamed(text, project);
    if (name === undefined) return `expected ${EXPECTED_SECRET}`;
    const read = await tokenIn(name, cloud);
    if ('why' in read) return read.why;
    value = read.value;
    return undefined;
  });
  return { kept: 'secret', value, from: secretNamed(named, project)! };
}

async function ofVariable({ environment }: Sources, prompts: Prompts): Promise<Found> {
  const from = await prompts.text('Which variable?', async (name) =>
    environment[name] ? malformed(environment[name]) : `${name} is not set in this shell`,
  );
  return { kept: 'environment', value: environment[from]!, from };
}

async function typed(sources: Sources, cloud: Surroundings, prompts: Prompts): Promise<Found> {
  let checked: readonly string[] = [];
  const value = await prompts.hidden(`Hugging Face token that may read ${sources.model} (hidden)`, async (text) => {
    const problem = malformed(text.trim());
    if (problem !== undefined) return problem;
    const answer = verdict(await check(text.trim(), sources, cloud));
    checked = answer.warnings;
    return answer.refused;
  });
  return { kept: 'file', value: value.trim(), checked };
}

function malformed(value: string): string | undefined {
  const { rule } = variables.HF_TOKEN;
  return rule.parse(value) === undefined ? `expected ${rule.expected}` : undefined;
}

async function check(value: string, { model }: For, cloud: Surroundings): Promise<TokenAnswer> {
  try {
    return await mayRead(model, value, cloud);
  } catch (error) {
    cloud.signal.throwIfAborted();
    return { verdict: 'unknown', detail: asRunbookError(error).message };
  }
}

/** A rejected token is refused; a missing licence or an unanswered question is only told, since both can change. */
function verdict({ verdict: is, rejected, detail, remedy }: TokenAnswer): {
  refused?: string;
  warnings: readonly string[];
} {
  const told = `Hugging Face token: ${detail}${remedy === undefined ? '' : `\n${remedy}`}`;
  if (is === 'yes') return { warnings: [] };
  return rejected ? { refused: `${detail}. ${remedy}`, warnings: [] } : { warnings: [told] };
}

async function readToken(file: string): Promise<string> {
  if (file !== '-') return (await readFile(file, 'utf8')).trim();
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8').trim();
}

const EXPECTED_SECRET = `the name of a secret, or ${variables.HF_TOKEN_SECRET.rule.expected}`;
const NEW_TOKEN = 'Create a token: https://huggingface.co/settings/tokens';

const invalid = (message: string, remedy = NEW_TOKEN): RunbookError =>
  new RunbookError('CONFIG_INVALID', message, { remedy });
