import type { KubeObject } from '../../object.ts';
import { AGE, type Column, NAME } from './column.ts';

interface Subject {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

const subjects =
  (kind: string, show: (subject: Subject) => string = ({ name }) => name) =>
  (binding: KubeObject): string =>
    ((binding.subjects ?? []) as Subject[])
      .filter((subject) => subject.kind === kind)
      .map(show)
      .join(', ');

export const BINDINGS: readonly Column[] = [
  NAME,
  { name: 'Role', cell: ({ roleRef }) => `${roleRef.kind}/${roleRef.name}` },
  AGE,
  { name: 'Users', priority: 1, cell: subjects('User') },
  { name: 'Groups', priority: 1, cell: subjects('Group') },
  {
    name: 'ServiceAccounts',
    priority: 1,
    cell: subjects('ServiceAccount', ({ namespace, name }) => `${namespace}/${name}`),
  },
];
