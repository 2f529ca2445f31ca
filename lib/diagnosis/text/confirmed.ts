import type { Line } from './read-text.ts';
import { isFailure } from './unknown.ts';

/** Why a connection fails: Go, Python, curl. */
const NO_CONNECTION =
  /no such host|[Cc]onnection refused|i\/o timeout|no route to host|network is unreachable|x509: |[Nn]ame or service not known|failure in name resolution/;
/** So many hosts are looked for. */
const MOST = 100;
/** A host with its domain or its port. */
const HOST = /\b(?:[a-z0-9-]+\.){2,}[a-z]{2,}\b|\b\d+\.\d+\.\d+\.\d+:\d+/g;

/**
 * The lines with those warnings as errors that say why a connection fails, where an error names the same host: gRPC
 * warns of each attempt, and the program only says that it waited in vain.
 */
export function confirmed<T extends Line>(lines: readonly T[]): readonly T[] {
  if (!lines.some(({ level, line }) => level === 'warning' && NO_CONNECTION.test(line))) return lines;
  const failed = [...new Set(lines.filter(isFailure).flatMap(({ line }) => line.match(HOST) ?? []))].slice(0, MOST);
  return lines.map((one) =>
    one.level === 'warning' && NO_CONNECTION.test(one.line) && failed.some((host) => one.line.includes(host))
      ? { ...one, level: 'error' as const }
      : one,
  );
}
