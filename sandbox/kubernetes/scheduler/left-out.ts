import { isManaged } from '../admission/managed-namespaces.ts';
import { GCSFUSE_DRIVER } from '../kubelet/gcsfuse.ts';
import type { KubeObject } from '../object.ts';

/** What of a pod does not act here: the constraints between pods, and volumes that are no more than an empty directory. */
export function leftOut({ metadata, spec }: KubeObject): string[] {
  const { podAffinity, podAntiAffinity } = spec.affinity ?? {};
  const spread: { whenUnsatisfiable?: string }[] = spec.topologySpreadConstraints ?? [];
  return [
    ...(podAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.length ? ['podAffinity'] : []),
    ...(podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.length ? ['podAntiAffinity'] : []),
    ...(spread.some(({ whenUnsatisfiable }) => whenUnsatisfiable !== 'ScheduleAnyway')
      ? ['topologySpreadConstraints']
      : []),
    ...(isManaged(metadata.namespace) ? [] : emptyVolumes(spec.volumes ?? [])),
  ];
}

/** The kinds of volumes that have what they say; a claim's has it, too. */
const FILLED: ReadonlySet<string> = new Set([
  'configMap',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
]);

function emptyVolumes(volumes: readonly ({ name: string } & Record<string, unknown>)[]): string[] {
  return volumes.flatMap(({ name, ...sources }) => {
    const [kind] = Object.keys(sources).filter((each) => !FILLED.has(each));
    const { driver } = (sources.csi ?? {}) as { driver?: string };
    if (kind === undefined || driver === GCSFUSE_DRIVER) return [];
    const what = driver === undefined ? kind : `${kind} (${driver})`;
    return [`the ${what} volume ${name}; it is an empty directory`];
  });
}
