import { expect, it } from 'vitest';
import { notWritable } from '../../../lib/errors/file-error.ts';

const refused = (code: string): Error => Object.assign(new Error(`${code}: refused`), { code });

it.each([
  ['EACCES', 'permission denied', 'ls -ld /home/a'],
  ['EROFS', 'the file system is read-only', 'ls -ld /home/a'],
  ['ENOSPC', 'the disk is full', 'df -h /home/a'],
])('a file that cannot be written says why: %s', (code, why, command) => {
  const error = notWritable('/home/a/.runbook', refused(code), 'Choose another folder.');
  expect(error).toMatchObject({
    code: 'NOT_WRITABLE',
    message: `/home/a/.runbook cannot be written: ${why}`,
    remedy: 'Choose another folder.',
  });
  expect(error.evidence.join()).toContain(command);
});

it('an unknown refusal keeps its code', () => {
  expect(notWritable('/x', refused('EWEIRD'), '').message).toBe('/x cannot be written: EWEIRD');
});
