import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Field, Namespace } from './message.ts';

/** protobuf.js's JSON form: the same with more in it. */
interface Protos {
  readonly nested: { readonly google: { readonly nested: { readonly container: Namespace } } };
}

/** `generated/container.v1.json` and `…v1beta1.json`: the messages of google.container, from the official npm client. */
export function generate(): Map<string, string> {
  const file = createRequire(import.meta.url).resolve('@google-cloud/container/build/protos/protos.json');
  const protos = JSON.parse(readFileSync(file, 'utf8')) as Protos;
  const files = (['v1', 'v1beta1'] as const).map((version): [string, string] => {
    const { nested = {} } = bare(protos.nested.google.nested.container.nested![version]!);
    const lines = Object.entries(nested).map(([name, type]) => `${JSON.stringify(name)}:${JSON.stringify(type)}`);
    return [`container/generated/container.${version}.json`, `{\n${lines.join(',\n')}\n}\n`];
  });
  return new Map(files);
}

/** Without what only clients need: field numbers, options, services. */
function bare({ fields, values, nested }: Namespace): Namespace {
  return {
    ...(fields && { fields: each(fields, plain) }),
    ...(values && { values }),
    ...(nested && { nested: each(nested, bare) }),
  };
}

function plain({ type, rule, keyType }: Field): Field {
  return { type, ...(rule && { rule }), ...(keyType && { keyType }) };
}

function each<T, R>(table: Readonly<Record<string, T>>, change: (value: T) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(table).map(([name, value]) => [name, change(value)]));
}
