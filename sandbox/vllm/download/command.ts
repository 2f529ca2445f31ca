import { HUB_CACHE } from '../startup/weights.ts';

/** `hf download MODEL --cache-dir DIR --include GLOB`, the Hugging Face Hub's own command line. */
export interface HubDownload {
  readonly model: string;
  readonly cacheDir: string;
  /** Which files; all when there is none. */
  readonly include: readonly string[];
}

const COMMAND = /\bhf download\s+(.+)/;

/** The download among a container's command and arguments, a shell's script included. */
export function downloadLine(args: readonly string[]): string | undefined {
  return COMMAND.exec(args.join(' '))?.[1];
}

/** As the shell and then the command line read it; undefined when it names no model. */
export function parseDownload(line: string, env: Readonly<Record<string, string>>): HubDownload | undefined {
  const words = [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) => single ?? expand(double ?? bare!, env),
  );
  const [model, ...options] = words;
  if (model === undefined || model.startsWith('-')) return undefined;
  const valuesOf = (name: string): string[] => options.filter((_, index) => options[index - 1] === name);
  return {
    model,
    cacheDir: valuesOf('--cache-dir').at(-1) ?? HUB_CACHE,
    include: valuesOf('--include'),
  };
}

/** `$NAME` and `${NAME}`. */
function expand(text: string, env: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{?(\w+)\}?/g, (_, name: string) => (Object.hasOwn(env, name) ? env[name]! : ''));
}

/** The subset of Python's fnmatch that names of weights need. */
export function matches(name: string, patterns: readonly string[]): boolean {
  const toRegExp = (glob: string): RegExp =>
    new RegExp(
      `^${glob
        .replace(/[.+^${}()|\\]/g, '\\$&')
        .replaceAll('*', '.*')
        .replaceAll('?', '.')}$`,
    );
  return patterns.length === 0 || patterns.some((glob) => toRegExp(glob).test(name));
}
