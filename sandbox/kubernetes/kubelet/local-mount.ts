import type { Clock } from '../../core/clock.ts';
import { type Mount, MountError } from '../runtime.ts';

/** A volume of the pod's own: names and sizes that are gone with the pod. */
export function localMount(
  clock: Clock,
  kind: 'memory' | 'empty' | 'secret',
  readOnly: boolean,
  files: ReadonlyMap<string, number> = new Map(),
): Mount {
  const born = clock.now();
  const stored = new Map([...files].map(([path, size]) => [path, { path, size, createdAt: born }]));
  return {
    kind,
    readOnly,
    exists: (path) => stored.has(path) || [...stored.keys()].some((each) => each.startsWith(`${path}/`)),
    list: (prefix) => [...stored.values()].filter(({ path }) => path.startsWith(prefix)),
    write(path, size) {
      if (readOnly) refuseWrite(path);
      stored.set(path, { path, size, createdAt: clock.now() });
    },
  };
}

/** The same volume, mounted without the right to write. */
export function readOnlyView(mount: Mount): Mount {
  return { ...mount, readOnly: true, write: refuseWrite };
}

/** @throws MountError EROFS */
export function refuseWrite(path: string): never {
  throw new MountError('EROFS', `Read-only file system: '${path}'`);
}
