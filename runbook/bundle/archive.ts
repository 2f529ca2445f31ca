import { buffer, text } from 'node:stream/consumers';
import { gunzipSync, gzipSync } from 'node:zlib';
import { extract, pack } from 'tar-stream';
import { RunbookError } from '../../lib/errors/runbook-error.ts';
import { LARGEST_BUNDLE } from './limits.ts';

/** A file of an archive. */
export interface TextFile {
  readonly name: string;
  readonly text: string;
}

const ONLY_FOR_ITS_USER = 0o600;

/** Text files as a `.tgz` whose files lie in one folder. In memory: the disk may be full. */
export async function packed(folder: string, files: readonly TextFile[], mtime: Date): Promise<Buffer> {
  const tar = pack();
  for (const { name, text: content } of files)
    tar.entry({ name: `${folder}/${name}`, mode: ONLY_FOR_ITS_USER, mtime }, content);
  tar.finalize();
  return gzipSync(await buffer(tar));
}

/** Whether bytes are gzip's: RFC 1952, section 2.3.1. */
export const isGzip = (bytes: Buffer): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/**
 * The text files of a `.tgz`, without their common folder. Writes nothing.
 * @param name for the error
 * @throws RunbookError USAGE if it is damaged, too large, or no archive
 */
export async function unpacked(name: string, bytes: Buffer): Promise<readonly TextFile[]> {
  try {
    const tar = extract();
    tar.end(gunzipSync(bytes, { maxOutputLength: LARGEST_BUNDLE }));
    const files: TextFile[] = [];
    for await (const entry of tar) {
      const content = await text(entry);
      if (entry.header.type === 'file') files.push({ name: entry.header.name.replace(/^[^/]*\//, ''), text: content });
    }
    return files;
  } catch (cause) {
    throw notABundle(name, (cause as Error).message, cause);
  }
}

/** The error of a file that `npm run bundle` did not write. */
export function notABundle(name: string, why: string, cause?: unknown): RunbookError {
  return new RunbookError('USAGE', `${name} is not a bundle of this runbook, or is damaged: ${why}`, {
    cause,
    remedy: 'Make a new one: npm run bundle',
  });
}
