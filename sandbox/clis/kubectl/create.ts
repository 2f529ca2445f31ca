import { readFileSync } from 'node:fs';
import type { Call, Command, Flags } from '../command.ts';
import { print, Refused } from '../tool.ts';
import type { KubeObject } from './api.ts';
import { withCluster } from './cluster.ts';

/** A type with its own `kubectl create` subcommand. */
interface Creation {
  readonly words: string;
  readonly kind: string;
  readonly path: (namespace: string) => string;
  readonly flags?: Flags;
  readonly fields?: (call: Call) => object;
}

const inNamespace = (name: string) => (namespace: string) => `/api/v1/namespaces/${namespace}/${name}`;

const CREATIONS: readonly Creation[] = [
  { words: 'namespace', kind: 'Namespace', path: () => '/api/v1/namespaces' },
  { words: 'serviceaccount', kind: 'ServiceAccount', path: inNamespace('serviceaccounts') },
  {
    words: 'secret generic',
    kind: 'Secret',
    path: inNamespace('secrets'),
    flags: { 'from-file': { kind: 'value', many: true }, 'from-literal': { kind: 'value', many: true } },
    fields: (call) => ({
      data: { ...data(call, 'from-file', readFileSync), ...data(call, 'from-literal', Buffer.from) },
    }),
  },
];

export const create: readonly Command[] = CREATIONS.map(({ words, kind, path, flags = {}, fields }) => ({
  words: `create ${words}`,
  operands: 1,
  flags: { 'field-manager': { kind: 'value' }, ...flags },
  run: (call) =>
    withCluster(call, async ({ api, namespace }) => {
      const [name] = call.operands;
      const inside = kind === 'Namespace' ? {} : { namespace };
      const content: KubeObject = { apiVersion: 'v1', kind, metadata: { name, ...inside }, ...fields?.(call) };
      await api.ask('POST', path(namespace), {
        query: { fieldManager: call.value('field-manager') ?? 'kubectl-create', fieldValidation: 'Strict' },
        body: { type: 'application/json', content },
      });
      print(`${kind.toLowerCase()}/${name} created`);
      return 0;
    }),
}));

/** A Secret's data from the `KEY=SOURCE` flags. */
function data(call: Call, flag: string, read: (source: string) => Buffer): Record<string, string> {
  return Object.fromEntries(
    call.values(flag).map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) throw new Refused(`error: this stand-in for kubectl supports only --${flag}=KEY=VALUE`);
      return [pair.slice(0, at), read(pair.slice(at + 1)).toString('base64')];
    }),
  );
}
