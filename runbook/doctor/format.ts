import type { Examined } from '../../lib/checks/hop.ts';
import type { Style } from '../../lib/log/format.ts';

/** The way of the metric as text: a line a hop, and under the one that breaks it why, what was seen and what to do. */
export function formatExamined(examined: readonly Examined[], metric: string, s: Style): string {
  const lines = examined.flatMap((hop) => {
    if (hop.ok) return [`${s.good('✓')} ${hop.about} ${s.dim(`(${hop.detail})`)}`];
    const seen = (hop.evidence ?? []).map((line) => `    ${s.dim(line)}`);
    return [`${s.bad('✗')} ${s.bold(hop.about)}: no, ${hop.why}`, ...seen, `  → ${hop.mend}`];
  });
  const broken = examined.find(({ ok }) => !ok);
  const verdict = broken ? `${metric} gets lost at the hop "${broken.id}".` : `${metric} arrives.`;
  return [...lines, '', s.bold(verdict)].join('\n');
}
