import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { type ClassState, createInstructorPage } from '../../../workshop/page/index.ts';
import { orderOf } from '../../../workshop/page/instructor/orders.ts';
import { classPicture } from '../../../workshop/page/instructor/view.ts';
import { contextIn } from '../../../workshop/page/view/context.ts';
import { STEPS, titleOf } from '../../../workshop/page/view/titles.ts';

const NOW = Date.UTC(2026, 0, 1, 10);
const minutesAgo = (minutes: number): string => new Date(NOW - minutes * 60_000).toISOString();
const learner = (
  name: string,
  fields: Partial<ClassState['learners'][number]> = {},
): ClassState['learners'][number] => ({
  name,
  where: 'server',
  state: 'running',
  done: 3,
  of: 14,
  since: minutesAgo(1),
  stuck: false,
  score: 0,
  scoreOf: 100,
  lastSeen: minutesAgo(0),
  ...fields,
});
const state: ClassState = {
  startedAt: minutesAgo(61),
  learners: [learner('ana'), learner('<b>bo</b>', { stuck: true, since: minutesAgo(25), waitsFor: 'a node' })],
  messages: [{ at: minutesAgo(5), text: '<i>hi</i>' }],
};

test('the learners who are stuck come first, with the time since their last progress', () => {
  const { learners, status, messages } = classPicture(state, NOW, contextIn('en'));
  expect(learners!.indexOf('bo')).toBeLessThan(learners!.indexOf('ana'));
  expect(learners).toContain('25m ago');
  expect(learners).not.toContain('<b>');
  expect(messages).not.toContain('<i>');
  expect(status).toContain('1 stuck');
});

test('the name of a step is in the language of the reader', () => {
  const one = learner('ana', { step: '06-model-server', title: 'Start the model server' });
  const stepOf = (language: 'en' | 'zh') =>
    classPicture({ ...state, learners: [one] }, NOW, contextIn(language), titleOf).learners!;
  const { en, zh } = STEPS.find(({ id }) => id === '06-model-server')!;
  expect(zh).toMatch(/\p{Script=Han}/u);
  expect([stepOf('en').includes(en), stepOf('zh').includes(zh), stepOf('zh').includes(en)]).toEqual([
    true,
    true,
    false,
  ]);
});

test('an unknown step keeps the name that its learner tells', () => {
  expect(titleOf('42-own', 'Own step', 'zh')).toBe('Own step');
});

test.each([
  [{ kind: 'message', text: '  ' }],
  [{ kind: 'message', text: 'x'.repeat(1001) }],
  [{ kind: 'fault', name: '../x' }],
  [{ kind: 'fault', name: 'tpu-stockout', parameters: { a: {} } }],
  [{ kind: 'fault', name: 'tpu-stockout', learners: 'ana' }],
  [{ kind: 'other' }],
])('refuses the order %j', (body) => expect(() => orderOf(body)).toThrow(expect.objectContaining({ status: 400 })));

test('an order and a reset reach the hub, with its answer, and only with the header', async () => {
  const orders: unknown[] = [];
  const page = createInstructorPage({
    state: () => state,
    broadcast: (order) => void orders.push(order),
    reset: async (name) => {
      orders.push(name);
      return { reset: name };
    },
  });
  const server = createServer((request, response) => void page.handle(request, response)).listen(0, '127.0.0.1');
  onTestFinished(async () => {
    await page.close();
    server.close();
  });
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const post = (path: string, body: object, headers: Record<string, string> = { 'x-workshop': '1' }) =>
    fetch(url + path, { method: 'POST', body: JSON.stringify(body), headers });
  const fault = { kind: 'fault', name: 'tpu-stockout', parameters: { zone: 'z' }, learners: ['ana'] };
  await post('api/broadcast', fault);
  expect((await post('api/broadcast', { kind: 'message', text: 'hi' }, {})).status).toBe(403);
  expect(await (await post('api/reset', { name: 'ana' })).json()).toEqual({ reset: 'ana' });
  expect(orders).toEqual([fault, 'ana']);
  expect(await (await fetch(`${url}api/class`)).json()).toEqual(JSON.parse(JSON.stringify(state)));
});
