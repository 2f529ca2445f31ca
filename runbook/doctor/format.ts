import type { Examined } from '../../lib/checks/hop.ts';
import type { Style } from '../../lib/log/format.ts';

/** The examined hops as text, one line each; below a broken one, the evidence and the remedy. */
export function formatExamined(examined: readonly Examined[], metric: string, s: Style): string {
  const lines = examined.flatMap((hop) => {
    if (hop.ok) return [`${s.good('✓')} ${hop.about} ${s.dim(`(${hop.detail})`)}`];
    const seen = (hop.evidence ?? []).map((line) => `    ${s.dim(line)}`);
    return [`${s.bad('✗')} ${s.bold(hop.about)}: ${hop.why}`, ...seen, `  → ${hop.mend}`];
  });
  const broken = examined.find(({ ok }) => !ok);
  const verdict = broken ? `${metric} stops at: ${broken.id}` : `${metric} reaches the autoscaler.`;
  return [...lines, '', s.bold(verdict)].join('\n');
}
