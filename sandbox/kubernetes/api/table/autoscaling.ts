import type { KubeObject } from '../../object.ts';
import { AGE, type Column, NAME } from './column.ts';

interface Value {
  readonly averageValue?: string;
  readonly averageUtilization?: number;
  readonly value?: string;
}

// biome-ignore lint/suspicious/noExplicitAny: a MetricSpec or MetricStatus: one member by the type's name
type Metric = Readonly<Record<string, any>>;

/** How many metrics are spelled out. */
const SHOWN = 2;

/** `35/10`, `cpu: 50%/80%`, `<unknown>/10`; `<none>` without metrics: printers.go's formatHPAMetrics. */
export function targets({ spec, status }: KubeObject): string {
  const metrics: readonly Metric[] = spec.metrics ?? [];
  const current: readonly Metric[] = status?.currentMetrics ?? [];
  if (metrics.length === 0) return '<none>';
  const cells = metrics.map((metric, index) => cell(metric, current[index]));
  const more = cells.length > SHOWN ? ` + ${cells.length - SHOWN} more...` : '';
  return cells.slice(0, SHOWN).join(', ') + more;
}

function cell(metric: Metric, current: Metric | undefined): string {
  const member = metric.type[0].toLowerCase() + metric.type.slice(1);
  const target: Value = metric[member]?.target ?? {};
  const now: Value = current?.[member]?.current ?? {};
  const resource = metric.type === 'Resource' || metric.type === 'ContainerResource';
  const prefix = resource ? `${metric[member].name}: ` : '';
  if (target.averageUtilization !== undefined) {
    const used = now.averageUtilization === undefined ? '<unknown>' : `${now.averageUtilization}%`;
    return `${prefix}${used}/${target.averageUtilization}%`;
  }
  if (target.averageValue !== undefined) {
    const suffix = metric.type === 'External' || metric.type === 'Object' ? ' (avg)' : '';
    return `${prefix}${now.averageValue ?? '<unknown>'}/${target.averageValue}${suffix}`;
  }
  return `${prefix}${now.value ?? '<unknown>'}/${target.value ?? '<auto>'}`;
}

export const AUTOSCALERS: readonly Column[] = [
  NAME,
  { name: 'Reference', cell: ({ spec }) => `${spec.scaleTargetRef.kind}/${spec.scaleTargetRef.name}` },
  { name: 'Targets', cell: targets },
  { name: 'MinPods', cell: ({ spec }) => String(spec.minReplicas ?? '<unset>') },
  { name: 'MaxPods', type: 'integer', cell: ({ spec }) => spec.maxReplicas },
  { name: 'Replicas', type: 'integer', cell: ({ status }) => status?.currentReplicas ?? 0 },
  AGE,
];
