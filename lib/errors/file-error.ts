import { dirname } from 'node:path';
import { quoted } from '../command/command.ts';
import { RunbookError } from './runbook-error.ts';

type Remedy = (path: string) => string;

const OWNER: Remedy = (path) => `Check the permissions: ls -ld ${quoted(dirname(path))}`;
const SPACE: Remedy = (path) => `Free some space, then run the command again: df -h ${quoted(dirname(path))}`;
const FOLDER: Remedy = (path) => `Check the path: ls -la ${quoted(dirname(path))}`;

/** Explanations and remedies of the system's file errors. */
export const FILE_ERRORS: Readonly<Record<string, { readonly why: string; readonly remedy: Remedy }>> = {
  EACCES: { why: 'permission denied', remedy: OWNER },
  EPERM: { why: 'permission denied', remedy: OWNER },
  EROFS: { why: 'the file system is read-only', remedy: OWNER },
  ENOSPC: { why: 'the disk is full', remedy: SPACE },
  EDQUOT: { why: 'the disk quota is used up', remedy: SPACE },
  ENOENT: { why: 'no such file or folder', remedy: FOLDER },
  ENOTDIR: { why: 'part of the path is not a folder', remedy: FOLDER },
  EISDIR: { why: 'is a folder', remedy: FOLDER },
  EMFILE: {
    why: 'too many files are open',
    remedy: () => 'Raise the limit, then run the command again: ulimit -n 4096',
  },
};

/** A file that cannot be written: why, where to look, and what to type. @param remedy how to write elsewhere */
export function notWritable(path: string, cause: unknown, remedy: string): RunbookError {
  const { code = '', message } = cause as NodeJS.ErrnoException;
  const known = FILE_ERRORS[code];
  return new RunbookError('NOT_WRITABLE', `${path} cannot be written: ${known ? known.why : code || message}`, {
    cause,
    evidence: [message, ...(known ? [known.remedy(path)] : [])],
    remedy,
  });
}
