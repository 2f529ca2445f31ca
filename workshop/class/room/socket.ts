import { closeSync, constants, fstatSync, lstatSync, openSync } from 'node:fs';
import { connect } from 'node:net';

/** The agent's socket, in the learner's folder for it. */
export const AGENT = 'agent.sock';

/** Linux: opens what a path names without opening the thing itself. */
const O_PATH = 0o10000000;

/** A learner's socket, opened. */
export interface OpenedSocket {
  readonly path: string;
  close(): void;
}

/**
 * Opens the socket in a folder that belongs to a learner. A link that the learner put there, to another's socket, is
 * refused; and what was opened is what is connected to, whatever the learner puts there meanwhile.
 * @throws Error where there is no socket
 */
export function openSocket(file: string): OpenedSocket {
  if (process.platform !== 'linux') {
    if (!lstatSync(file).isSocket()) throw new Error('Not a socket');
    return { path: file, close: () => undefined };
  }
  const handle = openSync(file, O_PATH | constants.O_NOFOLLOW);
  if (fstatSync(handle).isSocket()) return { path: `/proc/self/fd/${handle}`, close: () => closeSync(handle) };
  closeSync(handle);
  throw new Error('Not a socket');
}

/** Whether somebody listens at the socket. */
export async function answers(file: string): Promise<boolean> {
  try {
    const { path, close } = openSocket(file);
    return await new Promise<boolean>((resolve) => {
      const socket = connect({ path }, () => resolve(true));
      socket.on('error', () => resolve(false));
      socket.on('connect', () => socket.destroy());
    }).finally(close);
  } catch {
    return false;
  }
}
