/**
 * Prefixes of warnings: kubectl prints the API server's warning headers as `Warning: …` (client-go, rest/warnings.go);
 * gcloud uses `WARNING:`, and `Note:` or `Default change:` for coming changes.
 */
const WARNING = /^(warning|note|default change): /i;

/** The warnings in a command's standard error, each once. */
export function warningsIn(stderr: string): readonly string[] {
  const lines = stderr.split('\n').map((line) => line.trim());
  return [...new Set(lines.filter((line) => WARNING.test(line)))];
}
