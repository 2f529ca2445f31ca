import type { Difference } from './difference.ts';
import { normal } from './normal.ts';

/** The paths of keys in JSON values, each with the types of its values: `items[].status.phase` → string. */
export type Shape = ReadonlyMap<string, ReadonlySet<string>>;

export function shapeOf(values: readonly unknown[]): Shape {
  const shape = new Map<string, Set<string>>();
  const walk = (value: unknown, path: string): void => {
    shape.set(path, (shape.get(path) ?? new Set()).add(typeOf(value)));
    if (Array.isArray(value)) for (const item of value) walk(item, `${path}[]`);
    else if (value !== null && typeof value === 'object')
      for (const [key, inner] of Object.entries(value))
        walk(inner, path === '' ? normal(key) : `${path}.${normal(key)}`);
  };
  for (const value of values) walk(value, '');
  return shape;
}

function typeOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
}

/** The paths that only one side has, without those below such a path, and the paths with other types. */
export function shapeDifferences(of: string, recorded: Shape, sandbox: Shape): readonly Difference[] {
  const paths = [...new Set([...recorded.keys(), ...sandbox.keys()])];
  return paths.flatMap((at) => {
    const [left, right] = [recorded.get(at), sandbox.get(at)].map((types) => types && [...types].sort().join(' or '));
    if (left === right) return [];
    const above = parentOf(at);
    const isBelow = above !== undefined && recorded.has(above) !== sandbox.has(above);
    return isBelow ? [] : [{ aspect: 'shape', of, at, recorded: left, sandbox: right } as const];
  });
}

function parentOf(path: string): string | undefined {
  if (path === '') return undefined;
  return path.endsWith('[]') ? path.slice(0, -2) : path.slice(0, Math.max(0, path.lastIndexOf('.')));
}
