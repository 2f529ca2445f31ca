import { type ExecFileSyncOptions, execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { quoted } from '../../../lib/command/command.ts';
import { escaped, shellVariable } from '../../../lib/command/variable.ts';
import { word } from '../../../lib/script/word.ts';

const PIECES = [
  ...['a', '-', '--', 'flag=', '=', ' ', '\n', '\t', '\\', "'", '"', '`', '$', '$(', ')', '${', '}', '!', '*', '?'],
  ...['[', ']', '~', '#', ';', '&', '|', '<', '>', '%', '中', '🙂', '\\n', 'EOF', shellVariable('NAME')],
];
const NAME = 'the value, "$HOME" and `\'';

/** A fixed sequence of numbers from 0 to 1: the same words in every run. */
function* numbers(): Generator<number, never> {
  for (let seed = 1; ; ) {
    seed = (seed * 48271) % 2147483647;
    yield seed / 2147483647;
  }
}

const random = numbers();
const next = (): number => random.next().value;
const words = Array.from({ length: 400 }, () =>
  Array.from({ length: Math.floor(next() * 9) }, () => PIECES[Math.floor(next() * PIECES.length)]).join(''),
);
const meant = words.map((text) => text.replaceAll(shellVariable('NAME'), NAME));

function inBash(script: string): string[] {
  // bash reads the user's files when its input is a socket.
  const options = {
    env: { PATH: process.env.PATH, NAME },
    stdio: ['ignore', 'pipe', 'inherit'],
  } satisfies ExecFileSyncOptions;
  return execFileSync('bash', ['-c', script], { ...options, encoding: 'utf8', maxBuffer: 1e7 })
    .split('\0')
    .slice(0, -1);
}

it.each([
  ['word', word],
  ['quoted', quoted],
])('bash reads each %s as the text that it was', (_, quote) => {
  expect(inBash(`printf '%s\\0' ${words.map(quote).join(' ')}`)).toEqual(meant);
});

it('bash reads a here-document with variables as the text that it was', () => {
  const documents = words.map((text) => `cat << END_OF_IT; printf '\\0'\n${escaped(text, /[\\$`]/g)}\nEND_OF_IT\n`);
  expect(inBash(documents.join(''))).toEqual(meant.map((text) => `${text}\n`));
});

it('quotes only the value of a flag', () => {
  expect(word(`--location=${shellVariable('ZONE')}`)).toBe('--location="${ZONE}"');
  expect(word('--format=value(name)')).toBe("--format='value(name)'");
});
