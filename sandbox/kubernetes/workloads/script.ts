import { shellScript } from '../../vllm/arguments/shell.ts';

/** One statement of a shell command that the sandbox understands. */
type Statement =
  | { readonly do: 'print'; readonly text: string }
  | { readonly do: 'sleep'; readonly ms: number }
  | { readonly do: 'exit'; readonly code: number };

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

type Reader = (words: string) => Statement;

/** By the first word of a statement; the rest of it is what the reader gets. */
const READERS: Readonly<Record<string, Reader>> = {
  echo: (words) => ({ do: 'print', text: words.replace(/^(['"])(.*)\1$/, '$2') }),
  sleep: (words) => {
    const [, amount, unit = 's'] = /^([\d.]+)([smhd]?)$/.exec(words) ?? [];
    return {
      do: 'sleep',
      ms: amount === undefined ? Number.POSITIVE_INFINITY : Number(amount) * (UNITS[unit || 's'] ?? 1000),
    };
  },
  exit: (words) => ({ do: 'exit', code: Number.parseInt(words || '0', 10) & 255 }),
  false: () => ({ do: 'exit', code: 1 }),
};

/** Parses a container's command if it is one of a few simple ones; undefined for any other program. */
export function parseScript(args: readonly string[]): Statement[] | undefined {
  const line = shellScript(args) ?? args.join(' ');
  const statements = line
    .split(/;|&&|\n/)
    .map((text) => text.trim())
    .filter((text) => text !== '');
  const read = statements.map((text) => {
    const [, word = '', rest = ''] = /^(\S+)\s*(.*)$/s.exec(text) ?? [];
    return Object.hasOwn(READERS, word) ? READERS[word]!(rest.trim()) : undefined;
  });
  return read.length > 0 && read.every((each) => each !== undefined) ? read : undefined;
}
