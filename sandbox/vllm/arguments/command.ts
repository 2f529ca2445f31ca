import { type ShellCommand, shellCommands, shellScript } from './shell.ts';

/** A container's command that starts vLLM's server. */
export interface ServerCommand {
  readonly argv: readonly string[];
  /** Variables that a shell sets for it. */
  readonly variables: Readonly<Record<string, string>>;
  /** The shell's other commands, which are not simulated. */
  readonly others: readonly string[];
}

/** Commands of a shell that change nothing here. */
const SILENT: ReadonlySet<string> = new Set(['set', 'cd', 'true', ':', 'export', 'echo', 'wait', 'trap', 'ulimit']);

/**
 * The server that a container's command and arguments start: directly, or by `sh -c` and its kin. Undefined for any other
 * program. Without a command the image's entrypoint starts the API server.
 */
export function serverCommand(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): ServerCommand | undefined {
  const script = shellScript(args);
  if (script === undefined) return isServer(args) ? { argv: args, variables: {}, others: [] } : undefined;
  const commands = shellCommands(script, env);
  const server = commands.find(({ words }) => isServer(words) && words.length > 0);
  if (!server) return undefined;
  const others = commands.filter((command) => command !== server && !SILENT.has(command.words[0]!)).map(lineOf);
  return { argv: server.words, variables: server.variables, others };
}

function isServer(words: readonly string[]): boolean {
  const [first] = words;
  if (first === undefined || first.startsWith('--')) return true;
  const program = words.findIndex((word) => /(^|\/)vllm$/.test(word));
  if (program >= 0 && words[program + 1] === 'serve') return true;
  return /(^|\/)python[\d.]*$/.test(first) && words.some((word) => /(^|[./])api_server(\.py)?$/.test(word));
}

const lineOf = ({ words }: ShellCommand): string => words.join(' ');
