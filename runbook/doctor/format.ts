import type { Examined } from '../../lib/checks/hop.ts';
import type { Style } from '../../lib/log/format.ts';
import type { Way } from './examine.ts';

/** The way of each metric as text: the hops, what was asked at each, and the evidence and remedy of a broken one. */
export function formatWays(ways: readonly Way[], s: Style): string {
  return ways.map((way) => formatWay(way, ways.length > 1, s)).join('\n\n');
}

function formatWay({ metric, source, hops, stopsAt }: Way, titled: boolean, s: Style): string {
  const title = titled ? [s.bold(`${metric} (${source})`)] : [];
  const verdict = stopsAt === undefined ? `${metric} reaches the autoscaler.` : `${metric} stops at: ${stopsAt}`;
  return [...title, ...hops.flatMap((hop) => formatHop(hop, s)), '', s.bold(verdict)].join('\n');
}

function formatHop(hop: Examined, s: Style): readonly string[] {
  const asked = (hop.asked ?? []).map((line) => `    ${s.dim(`asked: ${line}`)}`);
  if (hop.ok) {
    const notes = (hop.notes ?? []).map(({ text }) => `    ${s.bold('!')} ${text}`);
    return [`${s.good('✓')} ${hop.about} ${s.dim(`(${hop.detail})`)}`, ...asked, ...notes];
  }
  const mark = hop.certainty === 'unknown' ? s.bold('?') : s.bad('✗');
  const seen = (hop.evidence ?? []).map((line) => `    ${s.dim(`seen: ${line}`)}`);
  return [
    `${mark} ${s.bold(hop.about)}: ${hop.why} ${s.dim(`[${hop.code}, ${hop.certainty}]`)}`,
    ...asked,
    ...seen,
    `  → ${hop.remedy}`,
  ];
}
