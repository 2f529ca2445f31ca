import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';

/** The text of files, or of the standard input without a file and for `-`. @throws ENOENT and the like */
export async function readInput(files: readonly string[]): Promise<string> {
  if (files.length === 0 && process.stdin.isTTY) console.error('Paste the text, then press Ctrl-D.');
  const names = files.length === 0 ? ['-'] : files;
  const texts: string[] = [];
  for (const name of names) texts.push(name === '-' ? await text(process.stdin) : await readFile(name, 'utf8'));
  return texts.join('\n');
}
