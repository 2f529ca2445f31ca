import type { ClassState } from '../../page/instructor/class-state.ts';
import { type ClassFile, originOf } from '../class-file.ts';
import type { ClassFolder } from '../folder.ts';
import { kept } from '../keeper.ts';
import { type Answer, call, type HubAddress } from '../wire.ts';
import { Rooms } from './rooms.ts';
import { Memories } from './state.ts';

/** The hub, as commands on its machine reach it. */
export function hubOf(content: ClassFile): HubAddress {
  return { url: originOf(content), ...(content.tls && { certificate: content.tls.certificate }) };
}

/** A request with the instructor's secret. Rejects when the hub does not answer. */
export function askHub(content: ClassFile, path: string, method = 'GET', body?: unknown): Promise<Answer> {
  return call(hubOf(content), { method, path, secret: content.secret, ...(body !== undefined && { body }) });
}

/** The class as the hub sees it, or as it was when the hub ended. */
export async function stateOf(content: ClassFile, folder: ClassFolder): Promise<ClassState> {
  if (kept(folder.hub.record)) {
    const answer = await askHub(content, '/instructor/api/class').catch(() => undefined);
    if (answer?.status === 200) return answer.body as ClassState;
  }
  const learners = new Memories(folder).rows(content, new Rooms(folder).isKept);
  return { startedAt: content.startedAt, learners, messages: [] };
}
