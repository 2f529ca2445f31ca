import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import type { NamedText } from '../../lib/diagnosis/index.ts';
import { RunbookError } from '../../lib/errors/runbook-error.ts';
import { asRunbookError } from '../../lib/runner/outcome.ts';
import { isGzip, unpacked } from '../bundle/archive.ts';
import { evidenceOf } from '../bundle/contents.ts';

/**
 * The texts of files, or of the standard input without a file and for `-`. A bundle (`npm run bundle`) has many.
 * @throws RunbookError USAGE: no such text, or another archive
 */
export async function readInput(files: readonly string[]): Promise<readonly NamedText[]> {
  if (files.length === 0 && process.stdin.isTTY) console.error('Paste the text, then press Ctrl-D.');
  const names = files.length === 0 ? ['-'] : files;
  const texts: NamedText[] = [];
  for (const name of names) texts.push(...(await read(name, names.length > 1)));
  return texts;
}

/** @param named whether the name of the file helps */
async function read(name: string, named: boolean): Promise<readonly NamedText[]> {
  const given = name === '-' ? await buffer(process.stdin) : await bytes(name);
  if (isGzip(given)) return evidenceOf(name, await unpacked(name, given));
  return [{ text: decoded(name, given), ...(named && { name }) }];
}

async function bytes(name: string): Promise<Buffer> {
  try {
    return await readFile(name);
  } catch (error) {
    // Reading a folder fails without naming it.
    const { message, remedy } = asRunbookError(Object.assign(error as Error, { path: name }));
    throw new RunbookError('USAGE', message, { cause: error, ...(remedy !== undefined && { remedy }) });
  }
}

/** Byte order marks: PowerShell writes UTF-16 with `>`. */
const MARKS: readonly (readonly [mark: string, encoding: string])[] = [
  ['fffe', 'utf-16le'],
  ['feff', 'utf-16be'],
];

function decoded(name: string, given: Buffer): string {
  const mark = given.toString('hex', 0, 2);
  const text = new TextDecoder(MARKS.find(([one]) => one === mark)?.[1]).decode(given);
  if (text.includes('\0'))
    throw new RunbookError('USAGE', `${name === '-' ? 'The standard input' : name} is not text`, {
      remedy: 'Name a text file in UTF-8, or in UTF-16 with a byte order mark.',
    });
  return text;
}
