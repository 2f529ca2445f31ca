import { readFile } from 'node:fs/promises';
import { type Browser, chromium, type Page as Tab } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPage, type Page } from '../../../workshop/page/index.ts';
import { type Served, serve } from '../../../workshop/page/serve.ts';
import { type Laptop, laptop } from '../../e2e/laptop.ts';
import { drillBook } from '../../workshop/page/drills.ts';
import { type SmallWorld, smallWorld } from './world.ts';

const RULES = await readFile(new URL('rules.js', import.meta.url), 'utf8');

describe('the page in a browser', () => {
  let place: Laptop;
  let world: SmallWorld;
  let page: Page;
  let served: Served;
  let browser: Browser;
  let tab: Tab;
  const complaints: string[] = [];

  beforeAll(async () => {
    place = await laptop();
    world = await smallWorld(place);
    [browser] = await Promise.all([
      chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] }),
      world.start(),
    ]);
    page = createPage({ environment: place.environment, folder: place.folder, drills: drillBook() });
    served = await serve(page, 0);
    tab = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en-US' });
    tab.setDefaultTimeout(60_000);
    tab.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    tab.on('pageerror', ({ message }) => complaints.push(message));
    tab.on('request', (request) => {
      if (!request.url().startsWith(served.url) && !request.url().startsWith('data:')) complaints.push(request.url());
    });
    await tab.goto(served.url);
  });

  afterAll(async () => {
    await browser?.close();
    await page?.close();
    await served?.close();
    await place?.clear();
  });

  const shown = (text: string | RegExp) => tab.getByText(text).first().waitFor();

  it('shows an empty project, and time stands still although it looks', async () => {
    await shown('There is no cluster vllm-tpu.');
    await shown('stands still until somebody uses the sandbox');
    expect(await world.pace()).toBe(0);
  });

  it('shows the cluster, its pods, the autoscaler and events as they come, without a reload', async () => {
    await world.createCluster();
    await shown('Cluster: RUNNING');
    await world.createObjects();
    await tab.locator('.pod .badge.good').nth(1).waitFor();
    await shown(/The autoscaler cannot read its metric/);
    await shown('Hostile');
    await shown('<img src=x onerror="document.title = 1">');
    expect(await tab.title()).toBe('vLLM on TPU');
    await tab.locator('.charts svg').first().waitFor();
  });

  it('shows a message of the instructor', async () => {
    page.announce({ text: 'Break until ten', at: '2026-01-01T09:45:00.000Z' });
    await shown('Break until ten');
  });

  it('is used with the keyboard only, and the focus stays where it was', async () => {
    const active = () => tab.evaluate('document.activeElement.id || document.activeElement.textContent');
    await tab.keyboard.press('Tab');
    await tab.keyboard.press('Enter');
    expect(await active()).toBe('content');
    await tab.keyboard.press('Tab');
    expect(await active()).toBe('drill-id');
    await tab.keyboard.press('Tab');
    await tab.keyboard.press('Enter');
    await shown('Nothing starts.');
    while ((await active()) !== 'Check') await tab.keyboard.press('Tab');
    await tab.keyboard.press('Enter');
    await shown('A node runs');
    await tab.waitForFunction(`document.activeElement.textContent === 'Check'`);
  });

  it.each(['light', 'dark'] as const)('breaks no rule of accessibility in %s', async (theme) => {
    await tab.selectOption('#theme', theme);
    await tab
      .locator('details')
      .first()
      .evaluate((details) => details.setAttribute('open', ''));
    expect(await tab.evaluate(RULES)).toEqual([]);
    expect(await tab.evaluate('getComputedStyle(document.documentElement).colorScheme')).toBe(theme);
  });

  it.each([390, 1280, 1920])('needs no horizontal scrolling at %d px', async (width) => {
    await tab.setViewportSize({ width, height: 900 });
    expect(await tab.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
  });

  it('speaks Chinese after the switch', async () => {
    await tab.click('#language');
    await shown('节点与 Pod');
    expect(await tab.getAttribute('html', 'lang')).toBe('zh-CN');
    await shown('没有配额');
    // Ten seconds after kubectl has ended: what the page watches lets no time pass.
    await shown('静止，直到有人使用沙盒');
    expect(await tab.evaluate(RULES)).toEqual([]);
  });

  it('says when the sandbox has gone, and comes back with it', async () => {
    await world.stop();
    await shown('目标环境没有响应。页面会自动重新连接。');
    await world.start();
    await tab.locator('.pod .badge').nth(1).waitFor();
  });

  it('complains about nothing, and loads nothing from elsewhere', () => expect(complaints).toEqual([]));

  it('says when its own server has gone', async () => {
    await served.close();
    await shown('页面与服务器断开，会自动重新连接。');
  });
});
