/**
 * How the tools begin what they want read: kubectl passes the API server's warning headers on as `Warning: …` (client-go,
 * rest/warnings.go); gcloud prefixes its own with `WARNING:`, and a coming change with `Note:` or `Default change:`.
 */
const WARNING = /^(warning|note|default change): /i;

/** The warnings among what a command wrote to standard error beside its progress, each once. */
export function warningsIn(stderr: string): readonly string[] {
  const lines = stderr.split('\n').map((line) => line.trim());
  return [...new Set(lines.filter((line) => WARNING.test(line)))];
}
