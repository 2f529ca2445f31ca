import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FileLog, openFileLog } from '../../../lib/log/file.ts';

const SECRET = 'hf_a-token-of-the-hub';

describe('the log file of a run', () => {
  let folder: string;
  let opened: FileLog[];
  const open = async (where = folder): Promise<FileLog> => {
    const log = await openFileLog({
      secrets: () => [SECRET],
      now: () => 0,
      heading: [`npm start -- --token ${SECRET}`],
      folder: where,
    });
    opened.push(log);
    return log;
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'runbook-log-'));
    opened = [];
  });
  afterEach(async () => {
    for (const log of opened) log.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('has every line at once, in full, with the time and without secrets', async () => {
    const log = await open();
    log.write({ kind: 'step', id: '03-secret', title: 'Create the Secret', place: { number: 4, of: 15 } });
    log.write({ kind: 'answer', id: 'quota', about: 'quota', verdict: 'yes', detail: 'enough' });
    log.write({ kind: 'log-line', text: `a line of no importance ${SECRET}` });
    const text = await readFile(log.file, 'utf8');
    expect(text).not.toContain(SECRET);
    for (const line of text.trimEnd().split('\n')) expect(line).toMatch(/^\d\d:\d\d:\d\d( |$)/);
    expect(text).toMatch(/npm start -- --token \[secret\].*quota: enough.*a line of no importance \[secret\]/s);
    expect(log.problem).toBeUndefined();
  });

  it('can be read only by its user', async () => {
    expect((await stat((await open()).file)).mode & 0o777).toBe(0o600);
  });

  it('keeps the newest twenty, and every file that is no log', async () => {
    const names = Array.from({ length: 25 }, (_, at) => `2026-01-01T00-00-${String(at).padStart(2, '0')}Z-1.log`);
    for (const name of [...names, 'notes.log']) await writeFile(join(folder, name), '');
    const { file } = await open();
    const left = await readdir(folder);
    expect(left).toHaveLength(21);
    expect(left).toEqual(expect.arrayContaining(['notes.log', ...names.slice(6)]));
    expect(existsSync(file)).toBe(true);
  });

  it('that cannot be written is no failure, but a problem to tell', async () => {
    await writeFile(join(folder, 'file'), '');
    const log = await open(join(folder, 'file'));
    log.write({ kind: 'note', text: 'goes on' });
    expect(log.problem).toMatchObject({ code: 'NOT_WRITABLE' });
  });
});
