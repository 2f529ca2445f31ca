import { tableOf } from '../../../../sandbox/kubernetes/api/table/table.ts';
import type { KubeObject } from '../../../../sandbox/kubernetes/object.ts';
import { STORED } from '../../../../sandbox/kubernetes/resources/types.ts';

export const NOW = Date.parse('2026-11-22T12:00:00Z');
export const ago = (seconds: number): string => new Date(NOW - seconds * 1000).toISOString();

/** The cells of `kubectl get` for the object, by column. */
export function cells(resource: string, object: object): Record<string, unknown> {
  const metadata = { name: 'x', creationTimestamp: ago(60), ...(object as { metadata?: object }).metadata };
  const whole = { ...object, metadata } as KubeObject;
  const { columnDefinitions, rows } = tableOf(
    STORED.get(resource)!,
    [whole],
    { resourceVersion: '1' },
    { now: NOW, includeObject: null },
  );
  return Object.fromEntries(columnDefinitions.map(({ name }, index) => [name, rows[0]!.cells[index]]));
}
