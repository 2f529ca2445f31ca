import { chownSync, mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { projectFolder, writeWhole } from '../../../lib/config/folders.ts';
import type { AgentOrder } from '../agent/order.ts';
import type { Isolation, Learner } from '../class-file.ts';
import type { ClassFolder } from '../folder.ts';
import type { Keeping } from '../keeper.ts';
import { isolated, type Room } from './bubblewrap.ts';
import { programFolders } from './programs.ts';
import { AGENT } from './socket.ts';

/** The first user id of learners, where root starts the rooms. */
const FIRST_USER = 710_000;
const USER_IN_NAMESPACE = 1000;

/** What a room shows of the instructor's clone: not `.env`, nor anybody's state, nor a file that lies about. */
const SHOWN = [
  ...[
    'README.md',
    'README.zh-CN.md',
    'LICENSE',
    'package.json',
    'package-lock.json',
    'tsconfig.json',
    'index.d.ts',
    'build.mjs',
  ],
  ...['dist', 'docs', 'examples', 'lib', 'manifests', 'node_modules', 'notebooks', 'runbook', 'sandbox', 'workshop'],
];

/** What a room shows of the class. */
const INSIDE = '/run/workshop';

const INHERITED = ['PATH', 'LANG', 'LC_ALL', 'TZ', 'SANDBOX_SPEED'] as const;

/** A learner's room, ready to be kept: makes its folders and files. */
export async function makeRoom(learner: Learner, folder: ClassFolder, isolation: Isolation): Promise<Keeping> {
  const own = folder.learner(learner.name);
  const user = userOf(learner);
  for (const path of [own.home, own.socket]) {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    if (isolation === 'bubblewrap' && user !== undefined) chownSync(path, user, user);
  }
  const order = orderOf(learner, folder, isolation);
  const id = user ?? USER_IN_NAMESPACE;
  const visible = { mode: 0o644 };
  await writeWhole(own.order, JSON.stringify(order), { mode: 0o600 });
  if (isolation === 'bubblewrap' && user !== undefined) chownSync(own.order, user, user);
  await writeWhole(
    own.users,
    `root:x:0:0::/:/bin/false\n${learner.name}:x:${id}:${id}::${order.home}:/bin/bash\n`,
    visible,
  );
  await writeWhole(own.groups, `root:x:0:\n${learner.name}:x:${id}:\n`, visible);
  const { keeper, agent } = folder;
  const base = { keeper, record: own.record, log: own.log, folder: own.home };
  if (isolation === 'none') {
    const environment = { ...inherited(), HOME: own.home, TMPDIR: join(own.home, '.tmp') };
    return { ...base, environment, command: [process.execPath, agent, own.order] };
  }
  const within = ['/bin/sh', `${INSIDE}/keeper.sh`, '/tmp/agent.pid', process.execPath, `${INSIDE}/agent.mjs`];
  const command = ['bwrap', ...isolated(roomOf(learner, folder), [...within, `${INSIDE}/order.json`])];
  return { ...base, environment: inherited(), command };
}

/** The room without its learner's files, for a probe. */
export function roomOf(learner: Pick<Learner, 'name' | 'number'>, folder: ClassFolder): Room {
  const own = folder.learner(learner.name);
  const clone = projectFolder();
  const home = homeInside(learner.name);
  const user = userOf(learner);
  return {
    name: learner.name,
    clone,
    home,
    shown: SHOWN,
    programs: programFolders(process.env.PATH ?? '', process.env.HOME ?? ''),
    read: [
      [folder.agent, `${INSIDE}/agent.mjs`],
      [folder.keeper, `${INSIDE}/keeper.sh`],
      [folder.hub.sockets, `${INSIDE}/hub`],
      [folder.stages, `${INSIDE}/stages`],
      [own.order, `${INSIDE}/order.json`],
      [own.users, '/etc/passwd'],
      [own.groups, '/etc/group'],
    ],
    write: [
      [own.home, home],
      [own.socket, `${INSIDE}/socket`],
    ],
    environment: { ...inherited(), TERM: 'xterm-256color', TMPDIR: `${home}/.tmp`, SHELL: '/bin/bash' },
    ...(user !== undefined && { user }),
  };
}

/** The agent's order, with the paths that the agent sees. */
function orderOf({ name, secret }: Learner, folder: ClassFolder, isolation: Isolation): AgentOrder {
  const own = folder.learner(name);
  const base = { name, secret, where: 'server', clone: projectFolder() } as const;
  if (isolation === 'none') {
    // Relative to the home, since the path of a socket has at most 107 letters.
    const path = (file: string): string => relative(own.home, file);
    return {
      ...base,
      home: own.home,
      state: join(own.home, '.room'),
      stages: folder.stages,
      hub: { socketPath: path(join(folder.hub.sockets, 'hub.sock')) },
      listen: { path: path(join(own.socket, AGENT)) },
    };
  }
  const home = homeInside(name);
  return {
    ...base,
    home,
    state: `${home}/.room`,
    stages: `${INSIDE}/stages`,
    hub: { socketPath: `${INSIDE}/hub/hub.sock` },
    listen: { path: `${INSIDE}/socket/${AGENT}` },
  };
}

const homeInside = (name: string): string => `/home/${name}`;

function userOf({ number }: Pick<Learner, 'number'>): number | undefined {
  return process.getuid?.() === 0 ? FIRST_USER + number : undefined;
}

function inherited(): Record<string, string> {
  const entries = INHERITED.map((name) => [name, process.env[name]] as const);
  return Object.fromEntries(
    entries.filter((entry): entry is [(typeof INHERITED)[number], string] => Boolean(entry[1])),
  );
}
