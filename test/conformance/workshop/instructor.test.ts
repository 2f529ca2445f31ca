import { EventEmitter } from 'node:events';
import { readFile } from 'node:fs/promises';
import { type Browser, chromium, type Page as Tab } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Refused } from '../../../workshop/page/http.ts';
import { type ClassState, createInstructorPage, type Order } from '../../../workshop/page/index.ts';
import { type Served, serve } from '../../../workshop/page/serve.ts';

const RULES = await readFile(new URL('rules.js', import.meta.url), 'utf8');

/** A class in memory: a fault is on as soon as it is ordered. */
const changes = new EventEmitter();
let learners = ['ana', 'bo'].map((name): ClassState['learners'][number] => ({
  ...{ name, where: 'server', state: 'running', done: 0, of: 13, stuck: false, score: 0, scoreOf: 0 },
  since: new Date().toISOString(),
  lastSeen: new Date().toISOString(),
  faults: [],
}));
const orders: Order[] = [];

function broadcast(order: Order): void {
  orders.push(order);
  if (order.kind === 'message') throw new Refused(409, 'The class is full of words');
  const parameters = order.kind === 'fault' ? (order.parameters ?? {}) : undefined;
  learners = learners.map((one) => {
    if (order.learners && !order.learners.includes(one.name)) return one;
    const rest = one.faults!.filter(({ name }) => name !== order.name);
    return { ...one, faults: parameters ? [...rest, { name: order.name, parameters }] : rest };
  });
  changes.emit('change');
}

const page = createInstructorPage({
  state: () => ({ startedAt: new Date().toISOString(), learners, messages: [] }),
  subscribe: (changed) => {
    changes.on('change', changed);
    return () => changes.off('change', changed);
  },
  broadcast,
  reset: () => undefined,
  faults: [
    { name: 'api-reset', strikes: 'every request', parameters: { probability: 'probability that a request fails' } },
    { name: 'api-slow', strikes: 'every request', parameters: { api: 'google or kubernetes', seconds: 'the delay' } },
  ],
});
let served: Served;
let browser: Browser;
let tab: Tab;
const complaints: string[] = [];

beforeAll(async () => {
  served = await serve(page, 0);
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
  tab = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en-US' });
  tab.setDefaultTimeout(60_000);
  tab.on('pageerror', ({ message }) => complaints.push(message));
  await tab.goto(served.url);
  await tab.locator('#only').waitFor();
});
afterAll(async () => {
  await browser?.close();
  await page.close();
  await served?.close();
});

it('shows the parameters of the chosen fault only', async () => {
  await tab.selectOption('#fault', 'api-slow');
  expect(await tab.locator('fieldset:visible legend').allTextContents()).toEqual(['api-slow']);
});

it('switches a fault on for one learner, with the parameters that were filled in', async () => {
  await tab.fill('#api-slow-seconds', '3');
  await tab.selectOption('#only', 'bo');
  await tab.click('form[data-order="fault"] button');
  await tab.locator('[data-end="api-slow"]').waitFor();
  expect(orders).toEqual([{ kind: 'fault', name: 'api-slow', parameters: { seconds: '3' }, learners: ['bo'] }]);
  expect(await tab.locator('#faults li').textContent()).toMatch(/api-slow\s+seconds=3\s+bo/);
});

it.each(['light', 'dark'] as const)('breaks no rule of accessibility in %s', async (theme) => {
  await tab.selectOption('#theme', theme);
  expect(await tab.evaluate(RULES)).toEqual([]);
});

it('ends a fault where it is on', async () => {
  await tab.click('[data-end="api-slow"]');
  await tab.getByText('No fault is on.').waitFor();
  expect(orders.at(-1)).toEqual({ kind: 'fault-end', name: 'api-slow', learners: ['bo'] });
});

it('shows a refusal, and keeps what was typed', async () => {
  await tab.fill('#text', 'Break');
  await tab.click('form[data-order="message"] button');
  await tab.getByText('The class is full of words').waitFor();
  expect(await tab.inputValue('#text')).toBe('Break');
});

it('complains about nothing', () => expect(complaints).toEqual([]));
