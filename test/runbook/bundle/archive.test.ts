import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { isGzip, packed, unpacked } from '../../../runbook/bundle/archive.ts';

const FILES = [
  { name: 'README.md', text: 'what each file is\n' },
  { name: 'logs/a-very-long-name-'.padEnd(160, 'x'), text: 'ü\n'.repeat(70_000) },
  { name: 'empty.txt', text: '' },
];
const made = (): Promise<Buffer> => packed('bundle', FILES, new Date(0));

describe('an archive of texts', () => {
  it('is read as it was written', async () => {
    expect(await unpacked('b.tgz', await made())).toEqual(FILES);
  });

  it('is recognised by its first bytes, not by its name', async () => {
    expect([isGzip(await made()), isGzip(Buffer.from('Normal  Pulled')), isGzip(Buffer.alloc(0))]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it.each<[string, () => Promise<Buffer>]>([
    ['that is cut', async () => (await made()).subarray(0, 200)],
    ['with a broken byte', async () => (await made()).fill(0, 60, 90)],
    ['that is gzip, but no tar', async () => gzipSync('a log\n'.repeat(1000))],
    ['that is empty', async () => Buffer.alloc(0)],
  ])('%s is one error of usage with its name', async (_, bytes) => {
    await expect(unpacked('b.tgz', await bytes())).rejects.toMatchObject({
      code: 'USAGE',
      message: expect.stringContaining('b.tgz'),
      remedy: expect.stringMatching(/npm run bundle$/),
    });
  });

  it('that would fill the memory is refused', async () => {
    await expect(unpacked('bomb.tgz', gzipSync(Buffer.alloc(65 * 2 ** 20)))).rejects.toMatchObject({ code: 'USAGE' });
  });
});
