import type { NodePool } from '../../cloud.ts';
import type { KubeObject, ObjectStore } from '../../object.ts';
import { same } from '../../store/json.ts';
import type { MachineType } from './machine-type.ts';
import { LAST_APPLIED, lastApplied, nodeLabels, nodeTaints } from './node-object.ts';

interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: string;
}

/** Bring a node's labels and taints in line with its pool's, after `node-pools update`; those of others stay. */
export function followPool(
  store: ObjectStore,
  node: KubeObject,
  pool: NodePool,
  machine: MachineType,
  zone: string,
): void {
  const now = lastApplied(pool, machine, zone);
  const before: Readonly<Record<string, string>> = node.metadata.annotations ?? {};
  if (Object.entries(now).every(([name, text]) => before[name] === text)) return;
  const [labels, taints] = [before[LAST_APPLIED.labels] ?? '', before[LAST_APPLIED.taints] ?? ''].map(keysOf);
  const own = nodeTaints(pool, machine);
  const foreign = (taint: Taint): boolean => !taints!.includes(taint.key) && !own.some((it) => same(it, taint));
  store.modify('nodes', undefined, node.metadata.name, (draft) => {
    const kept = Object.entries(draft.metadata.labels ?? {}).filter(([key]) => !labels!.includes(key));
    draft.metadata.labels = { ...Object.fromEntries(kept), ...nodeLabels(pool, machine, zone) };
    draft.metadata.annotations = { ...draft.metadata.annotations, ...now };
    const all = [...own, ...((draft.spec.taints ?? []) as Taint[]).filter(foreign)];
    if (all.length > 0) draft.spec.taints = all;
    else delete draft.spec.taints;
  });
}

function keysOf(applied: string): string[] {
  return applied.split(',').map((pair) => pair.split('=')[0]!);
}
