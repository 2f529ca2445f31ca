import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const REPO = fileURLToPath(new URL('../..', import.meta.url));

it('`npm run notebooks` without Jupyter says how to install Jupyter', () => {
  const home = mkdtempSync(join(tmpdir(), 'no-jupyter-'));
  try {
    const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'notebooks/launch.ts'], {
      cwd: REPO,
      env: { PATH: join(home, 'bin'), HOME: home, SANDBOX_HOME: home },
      encoding: 'utf8',
    });
    expect(status).toBe(1);
    expect(stderr).toContain('pipx install jupyterlab');
    expect(stderr).toContain('sudo apt-get install jupyter-notebook');
  } finally {
    rmSync(home, { recursive: true });
  }
});

it('`npm run notebooks` allows root only to root, whom Jupyter refuses otherwise', () => {
  const home = mkdtempSync(join(tmpdir(), 'own-jupyter-'));
  try {
    mkdirSync(join(home, 'bin'));
    const program = '#!/bin/sh\n[ "$2" = --version ] || echo "GIVEN $*"\n';
    writeFileSync(join(home, 'bin/jupyter'), program, { mode: 0o755 });
    const { stdout } = spawnSync(process.execPath, ['--import', 'tsx', 'notebooks/launch.ts', '--no-browser'], {
      cwd: REPO,
      env: { PATH: join(home, 'bin'), HOME: home, SANDBOX_HOME: home },
      encoding: 'utf8',
    });
    const flags = process.getuid?.() === 0 ? ' --allow-root' : '';
    expect(stdout).toMatch(new RegExp(`GIVEN lab \\S+notebooks/${flags} --no-browser\n`));
  } finally {
    rmSync(home, { recursive: true });
  }
});
