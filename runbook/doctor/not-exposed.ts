import leven from 'leven';
import { type Breaks, breaks } from '../../lib/checks/hop.ts';
import { kubectl } from '../../lib/command/command.ts';
import type { Session } from '../../lib/session/session.ts';
import { type PodSpec, withoutFlag, wordsOf } from './arguments.ts';
import type { Subject } from './chain.ts';
import { placeOf, type Seen } from './exposure.ts';
import { changeMetric, jsonPatch, typed } from './remedy.ts';

/** The most metric names in an explanation. */
const NEAREST = 5;
/** vllm serve --disable-log-stats: the engine records no statistics, so /metrics has no series of vLLM. */
const NO_STATS = /--disable[-_]log[-_]stats\b(?!=(?:false|False|0))(?:=\S+)?/;

/** Why none of the pages has the metric. */
export function notExposed(session: Session, subject: Subject, pages: readonly Seen[]): Breaks {
  const { metric, namespace, target, targetRef } = subject;
  const series = metric.series!.name;
  const evidence = pages.map((seen) => `${placeOf(seen)}: ${said(seen)}`);
  const resource = targetRef.kind.toLowerCase();
  if (pages.length > 0 && pages.every(({ page }) => page.unreachable)) {
    const may = typed(session, kubectl`auth can-i create pods/portforward -n ${namespace}`);
    const why = 'kubectl port-forward cannot reach the metrics page of the pods';
    return breaks('PAGE_UNREACHABLE', why, `Check your permission: ${may}`, { evidence, certainty: 'unknown' });
  }
  const names = pages.flatMap((seen) => [...seen.names]);
  if (names.length === 0) {
    const ports = [...new Set(pages.map(({ port }) => port))].join(', ') || 'none is declared';
    const edit = typed(session, kubectl`edit ${resource} ${targetRef.name} -n ${namespace}`);
    const why = `no port of the pods has a metrics page (ports: ${ports})`;
    return breaks('NO_METRICS_PAGE', why, `Declare the port of the metrics page: ${edit}`, { evidence });
  }
  const template = target?.spec.template?.spec as PodSpec | undefined;
  const flag = template && wordsOf(template).find(({ text }) => NO_STATS.test(text));
  if (flag && series.startsWith('vllm:')) {
    const why = 'the server runs with --disable-log-stats, so its metrics page has no series of vLLM';
    const of = { resource, name: targetRef.name, namespace };
    const words = `arguments of ${targetRef.kind} ${targetRef.name}: ${flag.text}`;
    return breaks('SERVER_NO_STATS', why, jsonPatch(session, of, withoutFlag(flag, NO_STATS)), {
      evidence: [...evidence, words],
    });
  }
  const near = nearest(series, names);
  const why = `the server does not expose ${series}: the name in the autoscaler is wrong, or this version of the server has renamed or removed the metric`;
  const name = metric.name.replace(series, near[0] ?? series);
  const remedy = `The server exposes: ${near.join(', ')}. To use the first: ${changeMetric(session, subject, 'metric/name', name)}`;
  return breaks('METRIC_NOT_EXPOSED', why, remedy, { evidence });
}

function said({ page: { status, problem }, names }: Seen): string {
  if (problem !== undefined) return `no answer (${problem})`;
  return status === 200 ? `HTTP 200, ${names.size} metric names` : `HTTP ${status}`;
}

/** The names to offer: those that are spelt alike first, then queue and cache of vLLM. */
function nearest(series: string, names: readonly string[]): readonly string[] {
  const prefix = series.includes(':') ? series.slice(0, series.indexOf(':') + 1) : '';
  const rank = (name: string): number => {
    const distance = leven(name, series);
    return distance <= 3 ? distance : /num_requests|cache_usage/.test(name) ? 10 : 10 + distance;
  };
  return [...new Set(names)]
    .filter((name) => name.startsWith(prefix) && !/_(?:bucket|created)$/.test(name))
    .sort((a, b) => rank(a) - rank(b))
    .slice(0, NEAREST);
}
