import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { type ClassState, createInstructorPage } from '../../../workshop/page/index.ts';
import { orderOf } from '../../../workshop/page/instructor/orders.ts';
import { classFrame, classPicture } from '../../../workshop/page/instructor/view.ts';
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

const faults = [{ name: 'tpu-stockout', strikes: 'TPU machines', parameters: { zone: 'the zone without capacity' } }];
const on = (name: string) => ({ name, parameters: { zone: 'z' } });

test('the form has a choice of the faults, with their parameters', () => {
  const form = classFrame(faults, contextIn('en'));
  expect(form).toContain('<option value="tpu-stockout">');
  expect(form).toMatch(/<fieldset data-fault="tpu-stockout" hidden disabled>.*name="parameters.zone"/s);
});

test('the faults that are on name their learners, and those of a drill are apart', () => {
  const drill = { id: 'stockout', points: 0, of: 0, hints: 0, since: minutesAgo(3) };
  const learners = [
    learner('ana', { faults: [on('tpu-stockout')] }),
    learner('bo', { faults: [on('tpu-stockout')] }),
    learner('cy', { faults: [on('tpu-stockout')], drill, refusal: 'api-errors: probability must be <1' }),
  ];
  const { faults: shown, recipients } = classPicture({ ...state, learners }, NOW, contextIn('en'));
  expect(shown).toContain('data-end="tpu-stockout" data-learners="ana bo"');
  expect(shown).toContain('data-end="tpu-stockout" data-learners="cy"');
  expect(shown).toContain('probability must be &#60;1');
  expect(recipients!.match(/<option/g)).toHaveLength(4);
});

test('a drill that was not checked, and a learner without a result, show no points', () => {
  const drill = { id: 'quota', points: 0, of: 0, hints: 1, since: minutesAgo(3) };
  const { learners } = classPicture(
    { ...state, learners: [learner('ana', { drill, scoreOf: 0 })] },
    NOW,
    contextIn('en'),
  );
  expect(learners).toContain('not checked');
  expect(learners).not.toMatch(/0 of 0|0\/0/);
});

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
  [{ kind: 'fault', name: 'tpu-stokcout' }],
  [{ kind: 'fault', name: 'tpu-stockout', parameters: { area: 'z' } }],
  [{ kind: 'fault', name: 'tpu-stockout', learners: ['anna'] }],
  [{ kind: 'fault', name: 'tpu-stockout', learners: [] }],
  [{ kind: 'fault-end', name: 'none' }],
  [{ kind: 'fault', name: 'tpu-stockout', parameters: { a: {} } }],
  [{ kind: 'fault', name: 'tpu-stockout', learners: 'ana' }],
  [{ kind: 'other' }],
])('refuses the order %j', (body) =>
  expect(() => orderOf(body, { faults, learners: state.learners })).toThrow(expect.objectContaining({ status: 400 })),
);

test('an order and a reset reach the hub, with its answer, and only with the header', async () => {
  const orders: unknown[] = [];
  const page = createInstructorPage({
    state: () => state,
    faults,
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
  await post('api/broadcast', { kind: 'fault-end', name: 'tpu-stockout' });
  const refused = await post('api/broadcast', { ...fault, name: 'tpu-stokout' });
  expect([refused.status, await refused.json()]).toEqual([400, { error: expect.stringContaining('tpu-stockout') }]);
  expect((await post('api/broadcast', { kind: 'message', text: 'hi' }, {})).status).toBe(403);
  expect(await (await post('api/reset', { name: 'ana' })).json()).toEqual({ reset: 'ana' });
  expect(orders).toEqual([fault, { kind: 'fault-end', name: 'tpu-stockout' }, 'ana']);
  expect(await (await fetch(`${url}api/class`)).json()).toEqual(JSON.parse(JSON.stringify(state)));
});
