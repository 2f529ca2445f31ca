import { describe, expect, it } from 'vitest';
import { isolated, type Room } from '../../../workshop/class/room/bubblewrap.ts';

const room: Room = {
  name: 'ana',
  clone: '/home/teacher/clone',
  shown: ['lib', 'package.json'],
  programs: ['/home/teacher/.nvm/v20'],
  read: [['/home/teacher/clone/.workshop/order.json', '/run/workshop/order.json']],
  write: [['/home/teacher/clone/.workshop/learners/ana/home', '/home/ana']],
  environment: { PATH: '/usr/bin' },
  home: '/home/ana',
};
const line = (one: Partial<Room>): string => isolated({ ...room, ...one }, ['node', 'agent.mjs']).join(' ');

describe('a room', () => {
  it('has its own processes, network, users and host name, and ends with its keeper', () => {
    for (const what of ['pid', 'net', 'ipc', 'uts', 'user']) expect(line({})).toContain(`--unshare-${what}`);
    expect(line({})).toContain('--die-with-parent');
    expect(line({})).toContain('--clearenv');
  });

  it('shows of the host only the system, the named parts of the clone, programs, and the own home', () => {
    const mounts = [...line({}).matchAll(/--(?:ro-)?bind(?:-try)? (\S+)/g)].map(([, host]) => host!);
    expect(mounts.filter((host) => host.startsWith('/home'))).toEqual([
      '/home/teacher/clone/lib',
      '/home/teacher/clone/package.json',
      '/home/teacher/.nvm/v20',
      '/home/teacher/clone/.workshop/order.json',
      '/home/teacher/clone/.workshop/learners/ana/home',
    ]);
    expect(mounts).not.toContain('/');
    expect(line({}).match(/--bind /g)).toHaveLength(1);
  });

  it('hides the rest of a clone that lies in /usr', () => {
    expect(line({ clone: '/usr/src/clone' })).toContain('--tmpfs /usr/src/clone');
  });

  it('runs as a user without privileges when root starts it', () => {
    const text = line({ user: 710_001 });
    expect(text).toContain(
      'setpriv --reuid=710001 --regid=710001 --clear-groups --no-new-privs --inh-caps=-all --bounding-set=-all node agent.mjs',
    );
    expect(text).not.toContain('--unshare-user');
  });
});
