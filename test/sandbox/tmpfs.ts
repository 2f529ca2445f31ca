import { execFileSync } from 'node:child_process';
import { onTestFinished } from 'vitest';

/** A real file system of the test's own over the folder, until the test is finished. @param options `size=64k`, `ro` */
export function mountTmpfs(folder: string, options: string): void {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'pipe' });
  } catch (cause) {
    throw new Error('This test mounts a small tmpfs: run it as root, where mounting is allowed', { cause });
  }
  onTestFinished(() => void execFileSync('umount', ['--lazy', folder]));
}
