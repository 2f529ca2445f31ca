import { dirname } from 'node:path';

/** What a room shows of the host, and whose it is. */
export interface Room {
  readonly name: string;
  /** The clone, of which the entries of `shown` can be read. */
  readonly clone: string;
  readonly shown: readonly string[];
  /** More of the host that can be read: the folders of programs outside of /usr. */
  readonly programs: readonly string[];
  /** Host path and path in the room. */
  readonly read: readonly Mount[];
  readonly write: readonly Mount[];
  readonly environment: Readonly<Record<string, string>>;
  /** The working directory in the room. */
  readonly home: string;
  /** A user id of the learner, where root starts the room; else the room's user is the host's. */
  readonly user?: number;
}

export type Mount = readonly [host: string, inside: string];

/** What every Debian, Fedora and Arch has at its top; `-try` skips what one lacks. */
const SYSTEM = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32', '/etc', '/nix/store'];

/**
 * The arguments of bubblewrap that run a command in a room: with its own processes, network, users and files. The
 * room's loopback is its own, so no port of a learner is within another's reach, and none of the host's.
 */
export function isolated(room: Room, command: readonly string[]): string[] {
  const { name, clone, home, user } = room;
  return [
    // The keeper's end is the room's end.
    '--die-with-parent',
    '--new-session',
    ...['pid', 'net', 'ipc', 'uts', 'cgroup-try'].map((what) => `--unshare-${what}`),
    ...['--hostname', 'workshop'],
    // Root gives each learner a user; anybody else has a namespace of users instead, in which there is no root.
    ...(user === undefined ? ['--unshare-user', '--uid', '1000', '--gid', '1000'] : []),
    ...SYSTEM.flatMap((path) => ['--ro-bind-try', path, path]),
    ...['--proc', '/proc', '--dev', '/dev'],
    // gcloud's parallel work has its semaphores in /dev/shm.
    ...['/tmp', '/dev/shm'].flatMap((path) => ['--perms', '1777', '--tmpfs', path]),
    // The whole of /usr is there; of a clone in it only what is shown.
    ...(isSystem(clone) ? ['--tmpfs', clone] : []),
    ...parents([`${clone}/x`, home, ...room.programs, ...[...room.read, ...room.write].map(([, inside]) => inside)]),
    ...room.shown.flatMap((entry) => ['--ro-bind-try', `${clone}/${entry}`, `${clone}/${entry}`]),
    ...room.programs.flatMap((path) => ['--ro-bind', path, path]),
    ...room.read.flatMap(([host, inside]) => ['--ro-bind', host, inside]),
    ...room.write.flatMap(([host, inside]) => ['--bind', host, inside]),
    ...['--chdir', home, '--clearenv'],
    ...Object.entries({ ...room.environment, HOME: home, USER: name, LOGNAME: name }).flatMap((pair) => [
      '--setenv',
      ...pair,
    ]),
    ...(user === undefined ? [] : dropped(user)),
    ...command,
  ];
}

/** From root to a user without any privilege. */
function dropped(user: number): string[] {
  const ids = [`--reuid=${user}`, `--regid=${user}`, '--clear-groups'];
  return ['setpriv', ...ids, '--no-new-privs', '--inh-caps=-all', '--bounding-set=-all'];
}

/** bubblewrap makes missing folders readable only for root. */
function parents(paths: readonly string[]): string[] {
  const above = (path: string): string[] => {
    const parent = dirname(path);
    return parent === '/' || parent === '/tmp' || isSystem(parent) ? [] : [...above(parent), parent];
  };
  const all = new Set(paths.filter((path) => !isSystem(path)).flatMap(above));
  return [...all].flatMap((path) => ['--perms', '0755', '--dir', path]);
}

/** Whether a room shows a path without being told. */
export const isSystem = (path: string): boolean => SYSTEM.some((top) => path === top || path.startsWith(`${top}/`));
