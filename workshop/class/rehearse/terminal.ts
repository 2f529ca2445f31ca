import { WebSocket } from 'undici';
import type { Visitor } from './visitor.ts';

/** Real ms for one command. */
const PATIENCE = 600_000;

/**
 * A command in a new terminal of a learner, as the learner's browser sends it.
 * @param patience real ms for the command
 * @returns what the terminal showed
 */
export async function typed(visitor: Visitor, command: string, patience = PATIENCE): Promise<string> {
  const { status, headers, body } = await visitor.get('terminal');
  const name = headers.location?.split('/').pop();
  if (!name) throw new Error(`No terminal opened: ${status} ${body}`);
  const socket = new WebSocket(visitor.socketUrl(`jupyter/terminals/websocket/${name}`), {
    headers: { cookie: visitor.cookie },
  });
  let output = '';
  try {
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`The command did not end: ${output.slice(-500)}`)), patience);
      socket.onopen = () => {
        socket.send(JSON.stringify(['set_size', 50, 200, 800, 1200]));
        // The shell echoes the line; only in its own output the quotes are gone.
        socket.send(JSON.stringify(['stdin', `${command}; echo "exit"" code $?"\n`]));
      };
      socket.onmessage = ({ data }) => {
        const [kind, text] = JSON.parse(String(data)) as [string, string];
        if (kind === 'stdout') output += text;
        if (!/exit code \d+/.test(output)) return;
        clearTimeout(late);
        resolve();
      };
      socket.onerror = () => reject(new Error(`The terminal did not open: ${output.slice(-500)}`));
    });
    return output;
  } finally {
    socket.close();
  }
}
