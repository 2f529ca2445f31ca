import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Desk, desk, freePort, said } from './desk.ts';

/** The part of the classic notebook's API that the test uses. */
declare const Jupyter: {
  readonly notebook: {
    readonly kernel?: { is_connected(): boolean };
    execute_all_cells(): void;
    get_cells(): { readonly cell_type: string; readonly element: { hasClass(name: string): boolean } }[];
  };
};

describe('01-deploy in a browser', () => {
  let place: Desk;
  let server: ChildProcess;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    place = await desk();
    const port = await freePort();
    server = spawn(
      'jupyter',
      [
        'notebook',
        '--no-browser',
        '--allow-root',
        '--ip=127.0.0.1',
        `--port=${port}`,
        '--NotebookApp.token=',
        place.folder,
      ],
      { cwd: place.folder, env: place.environment, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    await said(server, 'is running at');
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await page.goto(`http://127.0.0.1:${port}/notebooks/01-deploy.ipynb`);
    await page.waitForFunction(() => Jupyter?.notebook?.kernel?.is_connected(), undefined, { timeout: 60_000 });
    await page.evaluate(() => Jupyter.notebook.execute_all_cells());
    await page.locator('.output_svg svg').waitFor({ timeout: 540_000 });
    await page.waitForFunction(() => Jupyter.notebook.get_cells().every(({ element }) => !element.hasClass('running')));
  });

  afterAll(async () => {
    await browser?.close();
    server.kill('SIGTERM');
    await once(server, 'exit');
    await place.clear();
  });

  it('runs every cell without an error', async () => {
    expect(await page.locator('.output_error').count()).toBe(0);
    expect(
      await page
        .locator('.code_cell .input_prompt')
        .filter({ hasText: /In\s\[( |\*)\]/ })
        .count(),
    ).toBe(0);
  });

  it('shows the plot in full width', async () => {
    const plot = page.locator('.output_svg svg');
    expect((await plot.boundingBox())!.width).toBeGreaterThan(600);
    expect(await plot.locator('path.line').count()).toBeGreaterThan(0);
    // A blank screenshot is smaller.
    expect((await plot.screenshot()).length).toBeGreaterThan(5_000);
  });

  it('shows prices as text, not as formulas', async () => {
    expect(await page.locator('.runbook .MathJax').count()).toBe(0);
    expect(
      await page
        .locator('.runbook')
        .filter({ hasText: /Cost so far of the existing resources: \$\d+\.\d\d, at \$21\.73 an hour/ })
        .count(),
    ).toBeGreaterThan(3);
  });

  it('shows no content that is cut off at the right', async () => {
    const overflow = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
    expect(overflow).toBeLessThanOrEqual(0);
  });
});
