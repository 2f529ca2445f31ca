import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createInstructorPage } from '../../../workshop/page/index.ts';
import { momentIn } from '../../../workshop/page/instructor/mirror.ts';
import { contextIn } from '../../../workshop/page/view/context.ts';
import { picture } from '../../../workshop/page/view/picture.ts';

const EVIL = '"><script src="/x"></script>';
const line = (points: unknown) => ({
  title: 'Replicas',
  alt: EVIL,
  unit: EVIL,
  x: 'time',
  series: [{ name: EVIL, points }],
});

async function open(look: (name: string) => Promise<unknown>): Promise<string> {
  const page = createInstructorPage({
    state: () => ({ startedAt: '', learners: [], messages: [] }),
    broadcast: () => undefined,
    reset: () => undefined,
    look,
  });
  const server = createServer((request, response) => void page.handle(request, response)).listen(0, '127.0.0.1');
  onTestFinished(async () => {
    await page.close();
    server.close();
    server.closeAllConnections();
  });
  await new Promise((resolve) => server.once('listening', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** The first picture of a stream. */
async function first(url: string): Promise<Record<string, string>> {
  const { body } = await fetch(url);
  let text = '';
  for await (const part of body!.pipeThrough(new TextDecoderStream())) {
    text += part;
    const [, data] = /event: world\ndata: (.*)\n\n/.exec(text) ?? [];
    if (data) return JSON.parse(data);
  }
  throw new Error(text);
}

test("the instructor sees a learner's live page, with the page's own scripts only", async () => {
  const url = await open(async (name) => ({ world: { link: { state: 'live' }, gaps: { [name]: EVIL } } }));
  expect(await (await fetch(`${url}learners/ana/`)).text()).toContain('<h1>ana</h1>');
  expect((await fetch(`${url}learners/ana/base.css`)).status).toBe(200);
  const { figures, status } = await first(`${url}learners/ana/api/events`);
  expect(figures).toContain('ana');
  expect(figures).not.toContain('<script');
  expect(status).toContain('Live');
});

test('an order on the page of a learner is refused', async () => {
  const url = await open(async () => ({}));
  const headers = { 'x-workshop': '1' };
  const answer = await fetch(`${url}learners/ana/api/drill`, { method: 'POST', headers, body: '{"action":"reset"}' });
  expect(answer.status).toBe(404);
});

test('a page that does not answer says so', async () => {
  const url = await open(async () => {
    throw new Error('ana works on a laptop');
  });
  expect((await first(`${url}learners/ana/api/events`)).status).toContain('ana works on a laptop');
});

test.each([
  [null],
  [{ world: 1, charts: [], drills: 'x' }],
  [{ world: { topology: { nodes: [1] }, events: {}, link: {} }, drills: { progress: 1 } }],
  [{ charts: { replicas: line([[`${EVIL}`, 1]]) } }],
  [
    {
      charts: {
        replicas: line([
          [1, 2],
          [2, 3],
        ]),
      },
    },
  ],
  [{ world: { figures: { waiting: EVIL, cost: 1 }, place: { target: EVIL }, now: EVIL } }],
])('whatever a learner tells, no markup of it gets into the picture: %j', (value) => {
  const parts = Object.values(picture(momentIn(value), 480, contextIn('en')));
  expect(parts.length).toBeGreaterThan(5);
  expect(parts.join('')).not.toContain('<script');
});
