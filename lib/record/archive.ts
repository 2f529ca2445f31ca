import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { writeWhole } from '../config/folders.ts';
import { type Config, type VariableName, variables } from '../config/index.ts';
import { RunbookError } from '../errors/runbook-error.ts';
import { version } from '../runner/version.ts';
import { mustBeRedacted } from './check.ts';
import { learn } from './identity.ts';
import type { Seen } from './recorder.ts';
import { type Entry, FORMAT, type Header, type Recording } from './recording.ts';
import { redaction } from './redaction.ts';

/** The one file of a recording: JSON lines, the header first. */
export const ARCHIVE = 'recording.jsonl.gz';

/** The run without secrets and identifying values. */
export function redacted(seen: Seen, flags: readonly string[]): Recording {
  const { entries, identity, config, report, target, startedAt } = seen;
  for (const entry of entries) learn(identity, answerOf(entry));
  const clean = redaction(identity);
  const header: Header = {
    format: FORMAT,
    target: target.kind,
    runbook: version(),
    startedAt: new Date(startedAt).toISOString(),
    flags: flags.map(clean),
    secrets: SECRETS.filter((name) => config[name] !== undefined),
    variables: Object.fromEntries(shareable(config).filter(([, value]) => clean(value) === value)),
    steps: report.data.steps,
  };
  return { header, entries: entries.map((entry) => cleaned(entry, clean)) };
}

const answerOf = (entry: Entry): string =>
  entry.kind === 'request' ? entry.body : entry.kind === 'command' ? entry.stdout : '';

const SECRETS = (Object.keys(variables) as VariableName[]).filter((name) => 'secret' in variables[name]);

/** A comparison has its own. */
const PRIVATE: ReadonlySet<string> = new Set<VariableName>([
  'TARGET',
  'CONFIRM',
  'PROJECT_ID',
  'PROJECT_NUMBER',
  'LEARNER',
]);

function shareable(config: Config): readonly (readonly [string, string])[] {
  const shown = (Object.keys(variables) as VariableName[]).filter(
    (name) => !PRIVATE.has(name) && !('secret' in variables[name]) && config[name] !== undefined,
  );
  return shown.map((name) => [name, String(config[name])] as const);
}

function cleaned<T>(value: T, clean: (text: string) => string): T {
  const walk = (one: unknown): unknown => {
    if (typeof one === 'string') return clean(one);
    if (Array.isArray(one)) return one.map(walk);
    if (one === null || typeof one !== 'object') return one;
    return Object.fromEntries(Object.entries(one).map(([name, inner]) => [name, walk(inner)]));
  };
  return walk(value) as T;
}

/** @returns the file. @throws RunbookError NOT_REDACTED, NOT_WRITABLE */
export async function writeArchive(folder: string, recording: Recording, seen: Seen): Promise<string> {
  // The strings as a reader sees them, not only as JSON escapes them.
  cleaned(recording, (text) => {
    mustBeRedacted(text, seen.identity);
    return text;
  });
  const text = [recording.header, ...recording.entries].map((line) => `${JSON.stringify(line)}\n`).join('');
  mustBeRedacted(text, seen.identity);
  const file = join(folder, ARCHIVE);
  await writeWhole(file, gzipSync(text));
  return file;
}

/** @throws RunbookError USAGE */
export async function readArchive(folder: string): Promise<Recording> {
  const file = join(folder, ARCHIVE);
  try {
    const [header, ...entries] = gunzipSync(await readFile(file))
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    if ((header as Header).format !== FORMAT)
      throw new Error(`format ${(header as Header).format}, expected ${FORMAT}`);
    return { header: header as Header, entries: entries as Entry[] };
  } catch (cause) {
    throw new RunbookError('USAGE', `Cannot read the recording ${file}`, {
      cause,
      evidence: [(cause as Error).message],
      remedy: `Record a run first: npm run record -- ${folder}`,
    });
  }
}
