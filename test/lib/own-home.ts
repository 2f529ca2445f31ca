import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, vi } from 'vitest';

/** Give the tests of a file or a describe a separate RUNBOOK_HOME. */
export function ownHome(): void {
  const folder = mkdtempSync(join(tmpdir(), 'runbook-home-'));
  beforeAll(() => void vi.stubEnv('RUNBOOK_HOME', folder));
  afterAll(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });
}
