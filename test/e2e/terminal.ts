import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify, stripVTControlCharacters } from 'node:util';
import { Grid } from '../lib/log/live/grid.ts';
import { type Laptop, REPO } from './laptop.ts';

export const CTRL_C = '\u0003';

/** A run on a pseudo-terminal (util-linux, script). */
export interface Terminal {
  /** What it shows. */
  readonly grid: Grid;
  /** Everything that was written, without control sequences. */
  output(): string;
  /** Resolves when the text is written. */
  says(text: RegExp): Promise<void>;
  /** Press keys. */
  type(keys: string): void;
  /** Make the terminal wider. */
  widen(columns: number): Promise<void>;
  /** The exit code. */
  readonly ended: Promise<number | null>;
}

/** Starts a script of the repository on a terminal of this width. */
export function onTerminal(
  place: Laptop,
  script: string,
  { args, variables, columns }: { args: readonly string[]; variables: NodeJS.ProcessEnv; columns: number },
): Terminal {
  const line = `tty; stty columns ${columns} rows 40; exec node --import "$TSX" ${join(REPO, script)} ${args.join(' ')}`;
  const { CI: _, ...environment }: NodeJS.ProcessEnv = { ...place.environment, ...place.names, ...variables };
  const child = spawn('script', ['--quiet', '--return', '--flush', '--command', line, '/dev/null'], {
    env: { ...environment, TERM: 'xterm', NO_COLOR: '1' },
    cwd: place.folder,
  });
  const grid = new Grid(columns);
  grid.rows = 40;
  let output = '';
  const waiting = new Set<() => void>();
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    grid.write(text);
    output += stripVTControlCharacters(text).replaceAll('\r', '');
    for (const look of waiting) look();
  });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return {
    grid,
    output: () => output,
    says: (text) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (!text.test(output)) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        ended.then(() => reject(new Error(`It ended without saying ${text}:\n${output.slice(-3000)}`)), reject);
        look();
      }),
    type: (keys) => void child.stdin.write(keys),
    widen: async (wider) => {
      grid.resize(wider);
      await promisify(execFile)('stty', ['-F', output.split('\n', 1)[0]!, 'columns', String(wider)]);
    },
    ended,
  };
}
