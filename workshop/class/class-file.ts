import { readFile } from 'node:fs/promises';
import { writeWhole } from '../../lib/config/folders.ts';
import { RunbookError } from '../../lib/errors/runbook-error.ts';
import { usage } from '../../lib/runner/flags.ts';
import { didYouMean, nearest } from '../nearest.ts';
import type { ClassFolder } from './folder.ts';
import type { Named } from './names.ts';
import { newSecret } from './secret.ts';

export interface Learner extends Named {
  readonly secret: string;
  /** Gives the learner's processes a user of their own, where the hub is root. */
  readonly number: number;
}

/** How learners are kept apart. */
export type Isolation = 'bubblewrap' | 'none';

/** A certificate of the class, in PEM. */
export interface Certificate {
  readonly certificate: string;
  readonly key: string;
  /** SHA-256 of the certificate, base64url. */
  readonly fingerprint: string;
}

/** What survives every process of the class. */
export interface ClassFile {
  /** The start of the present session. */
  readonly startedAt: string;
  /** The instructor's secret. */
  readonly secret: string;
  /** Where the hub listens. */
  readonly address: string;
  /** Where browsers find the hub. */
  readonly host: string;
  readonly port: number;
  readonly tls?: Certificate;
  readonly isolation: Isolation;
  readonly learners: readonly Learner[];
}

export async function readClass({ file }: ClassFolder): Promise<ClassFile | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as ClassFile;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    if (!(error instanceof SyntaxError)) throw error;
    throw new RunbookError('CONFIG_INVALID', `${file} is not a class: ${error.message}`, {
      remedy: `Restore the file, or begin a new class: rm ${file}`,
    });
  }
}

/** @throws RunbookError USAGE when no class was started */
export async function theClass(folder: ClassFolder): Promise<ClassFile> {
  const found = await readClass(folder);
  if (found) return found;
  throw new RunbookError('USAGE', `No class in ${folder.root}`, {
    remedy: 'npm run workshop -- start --learners 20',
  });
}

export function writeClass({ file }: ClassFolder, content: ClassFile): Promise<void> {
  return writeWhole(file, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600, flush: true });
}

/** The learners with the new ones added; those who are there keep their secrets. */
export function enrolled(before: readonly Learner[], named: readonly Named[]): Learner[] {
  const known = new Set(before.map(({ name }) => name));
  const last = Math.max(0, ...before.map(({ number }) => number));
  const added = named.filter(({ name }) => !known.has(name));
  return [...before, ...added.map((one, index) => ({ ...one, secret: newSecret(), number: last + 1 + index }))];
}

/** @throws RunbookError USAGE with the nearest name */
export function learnerOf({ learners }: Pick<ClassFile, 'learners'>, name: string): Learner {
  const found = learners.find((one) => one.name === name);
  if (found) return found;
  const near = nearest(
    name,
    learners.map((one) => one.name),
  );
  throw usage(`No learner ${name}${didYouMean(near)}`);
}

export type Reachable = Pick<ClassFile, 'tls' | 'host' | 'port'>;

/** The address of the hub in links. */
export function originOf({ tls, host, port }: Reachable): string {
  return `${tls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/**
 * The link of a person. The fingerprint stands behind `#`, which browsers do not send; `join` checks the certificate
 * with it.
 */
export function linkOf(content: Reachable, secret: string): string {
  return `${originOf(content)}/join/${secret}${content.tls ? `#${content.tls.fingerprint}` : ''}`;
}
