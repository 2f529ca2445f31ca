import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '../../lib/config/folders.ts';
import { progressFolder } from '../../lib/runner/progress.ts';
import { html } from './html.ts';

/** The program that opens a file in the browser, by platform. */
const OPENERS: Readonly<Partial<Record<NodeJS.Platform, string>>> = { darwin: 'open', linux: 'xdg-open' };

/**
 * Open an address in the user's browser, if this computer has one. The address has a secret, and other users see the
 * words of a command, so the browser is given a file that only the user can read. @returns removes the file
 */
export async function openBrowser(url: string): Promise<() => Promise<void>> {
  const opener = OPENERS[process.platform];
  if (!opener) return async () => undefined;
  const file = join(progressFolder(), 'page.html');
  const { text } =
    html`<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0; url=${url}"><a href="${url}">${url}</a>`;
  await writeWhole(file, text, { mode: 0o600 });
  const child = spawn(opener, [file], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
  return () => rm(file, { force: true });
}
