import type { World } from '../core/world.ts';
import type { KubeObject } from './object.ts';

/** Drop all that a deleted cluster kept, and give back the addresses of its pods. Its forwarding rules live on with theirs. */
export function forgetCluster({ database, addresses }: Pick<World, 'database' | 'addresses'>, uid: string): void {
  const objects = database.collection<KubeObject>(`k8s/${uid}`);
  for (const { metadata } of objects.values()) addresses.release(metadata.uid);
  database.dropAll(`k8s/${uid}`);
}
