import { Unknown } from '../command.ts';
import type { KubeObject } from './api.ts';

type Part = (root: KubeObject) => string;

/**
 * The part of kubectl's JSONPath that names fields: `{.status.ingress[0].ip}{"\n"}`, `{.items[*].metadata.name}`.
 * @throws Unknown for the rest of JSONPath
 */
export function jsonPath(template: string): Part {
  const parts: Part[] = [];
  const pattern = /\{"((?:[^"\\]|\\.)*)"\}|\{((?:\.[\w-]+|\[(?:\d+|\*)\])+)\}|([^{}]+)/gy;
  let end = 0;
  for (const match of template.matchAll(pattern)) {
    const [whole, literal, path, text] = match;
    end = match.index + whole.length;
    if (literal !== undefined) parts.push(() => JSON.parse(`"${literal}"`));
    else if (path !== undefined) parts.push((root) => fields(root, path).map(shown).join(' '));
    else parts.push(() => text!);
  }
  if (end < template.length) throw new Unknown(`unsupported JSONPath ${template}`);
  return (root) => parts.map((part) => part(root)).join('');
}

function fields(root: KubeObject, path: string): KubeObject[] {
  const steps = [...path.matchAll(/\.([\w-]+)|\[(\d+|\*)\]/g)].map(([, name, index]) => name ?? index!);
  return steps
    .reduce<KubeObject[]>((values, step) => values.flatMap((value) => (step === '*' ? value : [value?.[step]])), [root])
    .filter((value) => value !== undefined);
}

function shown(value: KubeObject): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
