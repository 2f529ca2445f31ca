import { setTimeout as delay } from 'node:timers/promises';
import { WebSocket } from 'undici';
import type { Visitor } from './visitor.ts';

/** Real ms for one command, and before a lost connection is opened again. */
const PATIENCE = 600_000;
const AGAIN = 2_000;

const DONE = /exit code \d+/;
const DONE_LENGTH = 'exit code 255'.length;

/**
 * A command in a new terminal of a learner, as the learner's browser sends it.
 * @param patience real ms for the command
 * @returns what the terminal showed, since its connection was lost the last time
 */
export async function typed(visitor: Visitor, command: string, patience = PATIENCE): Promise<string> {
  const { status, headers, body } = await visitor.get('terminal');
  const name = headers.location?.split('/').pop();
  if (!name) throw new Error(`No terminal opened: ${status} ${body}`);
  const url = visitor.socketUrl(`jupyter/terminals/websocket/${name}`);
  const signal = AbortSignal.timeout(patience);
  // The shell echoes the line; only in its own output the quotes are gone.
  let output = await shown(url, visitor.cookie, signal, `${command}; echo "exit"" code $?"\n`);
  // As the page of a terminal does: a busy machine loses connections, and Jupyter sends the last lines again.
  while (!DONE.test(output)) {
    await delay(AGAIN, undefined, { signal });
    output = await shown(url, visitor.cookie, signal);
  }
  return output;
}

/** What a terminal shows until the command is done or the connection is lost. */
async function shown(url: string, cookie: string, signal: AbortSignal, line?: string): Promise<string> {
  const socket = new WebSocket(url, { headers: { cookie } });
  let output = '';
  try {
    return await new Promise<string>((resolve, reject) => {
      let open = false;
      signal.addEventListener('abort', () => reject(new Error(`The command did not end: ${output.slice(-500)}`)));
      socket.onopen = () => {
        open = true;
        socket.send(JSON.stringify(['set_size', 50, 200, 800, 1200]));
        if (line !== undefined) socket.send(JSON.stringify(['stdin', line]));
      };
      socket.onmessage = ({ data }) => {
        const [kind, text] = JSON.parse(String(data)) as [string, string];
        if (kind !== 'stdout') return;
        output += text;
        // The whole output at each message would take more time than the command.
        if (DONE.test(output.slice(-(text.length + DONE_LENGTH)))) resolve(output);
      };
      socket.onclose = () => (open ? resolve(output) : reject(new Error('The terminal did not open')));
    });
  } finally {
    socket.close();
  }
}
