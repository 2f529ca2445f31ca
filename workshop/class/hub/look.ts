import { request } from 'node:http';
import { join } from 'node:path';
import { mountOf } from '../agent/order.ts';
import type { ClassFolder } from '../folder.ts';
import { AGENT, openSocket } from '../room/socket.ts';

/** Bytes; what is larger is not a page of the class. */
const LARGEST = 4 * 2 ** 20;
/** Real ms: a live page that nobody looked at has to start. */
const PATIENCE = 60_000;

/** JSON from a learner's agent, which may answer anything. @throws Error when it does not answer with JSON */
export async function askAgent(folder: ClassFolder, name: string, path: string): Promise<unknown> {
  const opened = openSocket(join(folder.learner(name).socket, AGENT));
  try {
    const { status, text } = await answered(opened.path, mountOf(name) + path);
    if (status !== 200) throw new Error(`The live page of ${name} answered ${status}`);
    return JSON.parse(text);
  } finally {
    opened.close();
  }
}

function answered(socketPath: string, path: string): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request({ socketPath, path, agent: false, signal: AbortSignal.timeout(PATIENCE) }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
        if (text.length > LARGEST) sent.destroy(new Error('The answer is too large'));
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      response.on('error', reject);
    });
    sent.on('error', reject).end();
  });
}
