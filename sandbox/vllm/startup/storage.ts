import { type Mount, MountError } from '../../kubernetes/runtime.ts';

/** The default cache folder in a container (XDG_CACHE_HOME): containers run as root. */
export const CACHE = '/root/.cache';

/** A directory of the container, where a volume is mounted on it or above it. */
export interface Directory {
  readonly path: string;
  /** Undefined when the directory lies in the container's own file system, which starts empty. */
  readonly mount: Mount | undefined;
  /** The directory's path inside the mount, '' or with a slash at its end. */
  readonly prefix: string;
}

export function locate(mounts: Readonly<Record<string, Mount>>, path: string): Directory {
  const clean = path.replace(/\/+$/, '');
  const over = Object.keys(mounts)
    .map((mountPath) => mountPath.replace(/\/+$/, ''))
    .filter((mountPath) => clean === mountPath || clean.startsWith(`${mountPath}/`))
    .sort((a, b) => b.length - a.length)[0];
  if (over === undefined) return { path: clean, mount: undefined, prefix: '' };
  const inside = clean.slice(over.length + 1);
  return { path: clean, mount: mounts[over] ?? mounts[`${over}/`], prefix: inside === '' ? '' : `${inside}/` };
}

/**
 * Files below a directory as they were at `at`. While that is now, these are all files; for a run that is taken up
 * again, those that it wrote itself since then are left out.
 */
export function filesAt(
  directory: Directory,
  prefix: string,
  at: number,
  now: number,
): readonly { readonly path: string; readonly size: number; readonly createdAt: number }[] {
  const files = directory.mount?.list(directory.prefix + prefix) ?? [];
  return at >= now ? files : files.filter((file) => file.createdAt < at);
}

/** Write a file unless it is there. @returns the mount's refusal */
export function writeFile(directory: Directory, name: string, size: number): MountError | undefined {
  const path = directory.prefix + name;
  if (!directory.mount || directory.mount.exists(path)) return undefined;
  try {
    directory.mount.write(path, size);
    return undefined;
  } catch (error) {
    if (error instanceof MountError) return error;
    throw error;
  }
}

/** Read a file through the mount. @returns the mount's refusal */
export function readFile(directory: Directory, name: string): MountError | undefined {
  try {
    directory.mount?.read?.(directory.prefix + name);
    return undefined;
  } catch (error) {
    if (error instanceof MountError) return error;
    throw error;
  }
}

const REASONS: Readonly<Record<MountError['code'], readonly [errno: number, text: string]>> = {
  EACCES: [13, 'Permission denied'],
  EROFS: [30, 'Read-only file system'],
  ENOTCONN: [107, 'Transport endpoint is not connected'],
};

/** As strerror has it. */
export function reasonOf(error: MountError): string {
  return REASONS[error.code][1];
}

/** The last line of Python's traceback. */
export function pythonError(error: MountError, path: string): string {
  const [errno, text] = REASONS[error.code];
  return `${error.code === 'EACCES' ? 'PermissionError' : 'OSError'}: [Errno ${errno}] ${text}: '${path}'`;
}
