import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseEnv } from 'node:util';
import leven from 'leven';
import { RunbookError } from '../errors/runbook-error.ts';

export type Settings = Readonly<Record<string, string | undefined>>;

/** Variables of other programs: a shell must export them; the runbook does not read them from its file. */
const OTHERS =
  /^(?:CLOUDSDK_\w+|GOOGLE_\w+|KUBE\w+|SANDBOX_\w+|RUNBOOK_HOME|JUPYTER_\w+|NODE_\w+|SSL_CERT_\w+|(?:\w+_)?proxy|DEBUG|NO_COLOR|FORCE_COLOR|PATH|HOME|TZ|LANG)$/i;

/** One assignment in dotenv's syntax: a bare value, or a quoted one that may span lines. */
const ASSIGNMENT =
  /[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*=[ \t]*('[^']*'|"[^"]*"|`[^`]*`|[^'"`#\r\n][^#\r\n]*|)[ \t]*(?:#[^\r\n]*)?(?=[\r\n]|$)/y;
const BLANK = /[ \t]*(?:#[^\r\n]*)?(?=[\r\n]|$)/y;
const REST_OF_LINE = /[^\r\n]*/y;
const LINE_END = /\r\n|\n|\r/y;

/**
 * The variables of a file, read strictly. A missing file counts as empty.
 * @param known the names that the file may set
 * @param environment variables of other programs that the shell exports may also stand in the file
 * @throws RunbookError CONFIG_INVALID with one line of evidence, `.env:3: …`, per invalid line
 */
export function readEnvFile(path: string, known: readonly string[], environment: Settings = {}): Settings {
  const text = textOf(path);
  const values: Record<string, string> = {};
  const setOn: Record<string, number> = {};
  const problems: string[] = [];
  let at = 0;
  let line = 1;
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (!found) return undefined;
    at += found[0].length;
    return found;
  };
  while (at < text.length) {
    const first = line;
    const found = take(BLANK) ? undefined : take(ASSIGNMENT);
    const wrong = found ? undefined : take(REST_OF_LINE)![0];
    const problem = found ? refuse(found[1]!, known, environment) : wrong && malformed(wrong, known);
    if (problem) problems.push(`${basename(path)}:${first}: ${problem}`);
    else if (found) {
      const [, name = '', raw = ''] = found;
      const value = parseEnv(`V=${raw.trim()}`).V ?? '';
      if (values[name] && value && values[name] !== value)
        problems.push(`${basename(path)}:${first}: ${name} has a different value on line ${setOn[name]}`);
      values[name] = value || (values[name] ?? '');
      setOn[name] ??= first;
      line += raw.match(/\r\n|\n|\r/g)?.length ?? 0;
    }
    take(LINE_END);
    line++;
  }
  if (problems.length === 0) return values;
  const count = problems.length === 1 ? 'One line' : `${problems.length} lines`;
  throw new RunbookError('CONFIG_INVALID', `${count} of ${path} ${problems.length === 1 ? 'is' : 'are'} invalid`, {
    evidence: problems,
    remedy: 'Write NAME=value, or put # before the line; .env.example describes each variable',
  });
}

/** @throws RunbookError CONFIG_INVALID */
function textOf(path: string): string {
  try {
    const bytes = readFileSync(path);
    // Drops the byte order mark of Windows editors.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return '';
    const encoding = cause instanceof TypeError && { remedy: `Save ${path} as UTF-8` };
    throw new RunbookError('CONFIG_INVALID', `${path} cannot be read`, { cause, ...encoding });
  }
}

function refuse(name: string, known: readonly string[], environment: Settings): string | undefined {
  if (known.includes(name)) return undefined;
  if (OTHERS.test(name))
    return environment[name] === undefined ? `${name} is not read from this file; export it in the shell` : undefined;
  const meant = nearest(name, known);
  if (meant) return `there is no variable ${name}; did you mean ${meant}?`;
  return `there is no variable ${nameable(name) ? name : 'of this name'}`;
}

/** The line may hold a secret by mistake, so the message names only a similar variable. */
function malformed(line: string, known: readonly string[]): string {
  const name = /^\s*(?:export\s+)?([A-Za-z_][\w.-]*)/.exec(line)?.[1];
  const meant = name && (known.includes(name) ? name : nearest(name, known));
  if (/^[^=]*=\s*['"`]/.test(line)) return `${meant ?? 'a variable'} has an unbalanced quote`;
  return meant ? `expected ${meant}=value` : 'expected NAME=value';
}

/** Largest edit distance of a suggestion. */
const NEAR = 3;

/** The known name closest to an unknown one. */
function nearest(name: string, known: readonly string[]): string | undefined {
  const upper = name.toUpperCase().replace(/[.-]/g, '_');
  const near = known.filter((one) => leven(one, upper) <= Math.min(NEAR, one.length / 3));
  return near.sort((a, b) => leven(a, upper) - leven(b, upper))[0];
}

const nameable = (name: string): boolean => /^[A-Z][A-Z0-9_]{0,40}$/.test(name);
