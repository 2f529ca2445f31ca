import { type Command, gcloud } from '../command/command.ts';
import { commandFailed, type Execution } from '../command/execute.ts';
import { type Refusal, refusalOf } from '../command/refusal.ts';
import { isStored } from '../config/index.ts';
import { huggingFaceToken, partsOfSecret } from '../config/names.ts';
import { explained, refused } from '../diagnosis/index.ts';
import { RunbookError } from '../errors/runbook-error.ts';

/** Runs gcloud without logging its output. */
export interface Asking {
  ask(command: Command): Promise<Execution>;
}

/** The command that prints the value of a secret's version. */
export function accessSecret(at: string): Command {
  const { project, secret, version } = partsOfSecret(at);
  return gcloud`secrets versions access ${version} --secret=${secret} --project=${project}`;
}

/**
 * The value of a secret; one in Secret Manager is read once.
 * @throws RunbookError CONFIG_INVALID with the command that fixes it, or COMMAND_FAILED
 */
export async function revealed(secret: { reveal(): string }, session: Asking): Promise<string> {
  if (isStored(secret) && !secret.isRead()) secret.keep(await readSecret(secret.at, session));
  return secret.reveal();
}

/** The Hugging Face token of a secret's version. @throws RunbookError as `revealed` */
export async function readSecret(at: string, { ask }: Asking): Promise<string> {
  const command = accessSecret(at);
  const execution = await ask(command);
  if (execution.exitCode !== 0) throw unreadable(at, command, execution);
  const value = execution.stdout.trim();
  if (huggingFaceToken.parse(value) !== undefined) return value;
  throw new RunbookError('CONFIG_INVALID', `${at} holds no Hugging Face token: expected ${huggingFaceToken.expected}`, {
    remedy: `Add a version with the token: ${addVersion(at)}`,
  });
}

function unreadable(at: string, command: Command, execution: Execution): RunbookError {
  const failure = commandFailed(command, execution);
  const refusal = refusalOf(command, execution)!;
  const known = REASONS.find(({ holds }) => holds(refusal));
  if (!known) return explained(failure, refused(refusal));
  const { why, remedy } = known;
  return new RunbookError('CONFIG_INVALID', `The token cannot be read from ${at}: ${why}`, {
    evidence: failure.evidence,
    remedy: remedy(at),
    cause: refusal,
  });
}

interface Reason {
  holds(refusal: Refusal): boolean;
  readonly why: string;
  /** Its last line is the command to type. */
  remedy(at: string): string;
}

/** Sources of the texts: `sandbox/secret-manager`. */
const REASONS: readonly Reason[] = [
  {
    holds: ({ message }) => /Secret Manager API has not been used|SERVICE_DISABLED/.test(message),
    why: 'the Secret Manager API is not enabled in the project',
    remedy: (at) =>
      `Enable it; it takes effect within a few minutes: gcloud services enable secretmanager.googleapis.com --project=${partsOfSecret(at).project}`,
  },
  {
    holds: ({ kind }) => kind === 'forbidden',
    why: 'your account lacks secretmanager.versions.access, or the secret does not exist',
    remedy: (at) => {
      const { project, secret } = partsOfSecret(at);
      return `Ask an owner of the secret for the role: gcloud secrets add-iam-policy-binding ${secret} --project=${project} --member=user:YOU --role=roles/secretmanager.secretAccessor`;
    },
  },
  {
    holds: ({ kind, message }) => kind === 'notFound' && message.includes('Secret Version ['),
    why: 'the secret has no such version',
    remedy: (at) => `Set HF_TOKEN_SECRET to one of its versions: ${listVersions(at)}`,
  },
  {
    holds: ({ kind }) => kind === 'notFound',
    why: 'the secret does not exist or has no version',
    remedy: (at) => {
      const { project, secret } = partsOfSecret(at);
      return `If it does not exist, create it: gcloud secrets create ${secret} --project=${project}\nAdd a version with the token: ${addVersion(at)}`;
    },
  },
  {
    holds: ({ message }) => /is in (?:DISABLED|DESTROYED) state/.test(message),
    why: 'the version is disabled or destroyed, and latest is the newest version, whatever its state',
    remedy: (at) => `Enable it, or set HF_TOKEN_SECRET to an enabled version: ${listVersions(at)}`,
  },
];

/** The token goes through standard input: arguments are visible to every process of the machine. */
function addVersion(at: string): string {
  const { project, secret } = partsOfSecret(at);
  return `printf %s "$HF_TOKEN" | gcloud secrets versions add ${secret} --data-file=- --project=${project}`;
}

function listVersions(at: string): string {
  const { project, secret } = partsOfSecret(at);
  return `gcloud secrets versions list ${secret} --project=${project}`;
}
