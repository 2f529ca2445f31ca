import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { packed } from '../../../runbook/bundle/archive.ts';
import { filesOf } from '../../../runbook/bundle/contents.ts';
import { readInput } from '../../../runbook/doctor/input.ts';

const folder = await mkdtemp(join(tmpdir(), 'input-'));
afterAll(() => rm(folder, { recursive: true }));

async function file(bytes: Buffer): Promise<string> {
  const name = join(folder, 'file');
  await writeFile(name, bytes);
  return name;
}

const utf16 = Buffer.from('\ufeffé', 'utf16le');

it.each([
  ['UTF-8 with a byte order mark', Buffer.from('\ufeffé')],
  ['UTF-16 of PowerShell', utf16],
  ['UTF-16, big end first', Buffer.from(utf16).swap16()],
])('reads %s', async (_, bytes) => {
  expect(await readInput([await file(bytes)])).toEqual([{ text: 'é' }]);
});

it('names the files when there are several', async () => {
  const name = await file(Buffer.from('é'));
  expect(await readInput([name, name])).toEqual([
    { name, text: 'é' },
    { name, text: 'é' },
  ]);
});

it('reads a bundle by its content, whatever its name is', async () => {
  const part = { file: 'pods.txt', about: '', evidence: true, text: 'é' };
  const bytes = await packed('bundle', filesOf([part], new Date(0)), new Date(0));
  expect(await readInput([await file(bytes)])).toEqual([{ name: 'pods.txt', text: 'é' }]);
});

it.each([
  ['a file that is not text', async () => [await file(Buffer.from([1, 0, 2]))]],
  ['a folder', async () => [folder]],
  ['a missing file', async () => [join(folder, 'missing')]],
])('refuses %s as bad usage, by name', async (_, given) => {
  const names = await given();
  await expect(readInput(names)).rejects.toMatchObject({ code: 'USAGE', message: expect.stringContaining(names[0]!) });
});
