import type { KubeObject } from '../object.ts';

/** The constraints of a pod that do not act here: those between pods. */
export function leftOut({ spec }: KubeObject): string[] {
  const { podAffinity, podAntiAffinity } = spec.affinity ?? {};
  const spread: { whenUnsatisfiable?: string }[] = spec.topologySpreadConstraints ?? [];
  return [
    ...(podAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.length ? ['podAffinity'] : []),
    ...(podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.length ? ['podAntiAffinity'] : []),
    ...(spread.some(({ whenUnsatisfiable }) => whenUnsatisfiable !== 'ScheduleAnyway')
      ? ['topologySpreadConstraints']
      : []),
  ];
}
