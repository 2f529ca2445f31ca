import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPage, type Page } from '../../../workshop/page/index.ts';
import { type Served, serve } from '../../../workshop/page/serve.ts';
import { drillBook } from './drills.ts';

describe('a page on a port of its own', () => {
  const drills = drillBook();
  let folder: string;
  let page: Page;
  let served: Served;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'page-'));
    const { PATH, HOME } = process.env;
    // No sandbox runs there.
    page = createPage({ environment: { PATH, HOME, SANDBOX_HOME: join(folder, '.sandbox') }, folder, drills });
    served = await serve(page, 0);
  });
  afterAll(async () => {
    await page.close();
    await served.close();
    await rm(folder, { recursive: true, force: true });
  });

  const order = (body: unknown, headers: Record<string, string> = { 'x-workshop': '1' }) =>
    fetch(`${served.url}api/drill`, { method: 'POST', body: JSON.stringify(body), headers });

  it('is found only by its whole address, and under no other name', async () => {
    const { origin } = new URL(served.url);
    expect((await fetch(served.url)).status).toBe(200);
    for (const path of ['/', '/wrong/', `/${'x'.repeat(24)}/`]) expect((await fetch(origin + path)).status).toBe(404);
    const status = await new Promise((resolve, reject) => {
      request(served.url, { headers: { host: 'evil.example:80' } }, (answer) => resolve(answer.statusCode))
        .on('error', reject)
        .end();
    });
    expect(status).toBe(404);
  });

  it('loads nothing from elsewhere and runs no script in its text', async () => {
    const { headers } = await fetch(served.url);
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self'/);
    expect(headers.get('x-frame-options')).toBe('SAMEORIGIN');
    const text = await (await fetch(served.url)).text();
    expect(text).not.toMatch(/<script(?![^>]*src=)|https?:\/\/| style=| on\w+=/);
  });

  it('speaks the language of the browser, or the one that is asked for', async () => {
    const langOf = async (query: string, accepts: string) =>
      /<html lang="([^"]+)"/.exec(
        await (await fetch(served.url + query, { headers: { 'accept-language': accepts } })).text(),
      )?.[1];
    expect([await langOf('', 'zh-CN,en'), await langOf('', 'de'), await langOf('?lang=zh', 'en')]).toEqual([
      'zh-CN',
      'en',
      'zh-CN',
    ]);
  });

  it('says that the sandbox does not run, and does not start it', async () => {
    const stream = await fetch(`${served.url}api/events?lang=en`);
    const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    while (!text.includes('The sandbox is not running')) text += (await reader.read()).value ?? '';
    expect(text).toContain('npm run sandbox -- start');
    page.announce({ text: 'Break until ten', at: '2026-01-01T09:45:00.000Z' });
    while (!text.includes('event: message')) text += (await reader.read()).value ?? '';
    await reader.cancel();
    const seen = (await (await fetch(`${served.url}api/world`)).json()) as {
      messages: unknown;
      link: { state: string };
    };
    expect(seen.messages).toEqual([{ text: 'Break until ten', at: '2026-01-01T09:45:00.000Z' }]);
  });

  it('takes no order from another site’s page, and none that it does not know', async () => {
    expect((await order({ action: 'check' }, {})).status).toBe(403);
    expect((await order({ action: 'solve' })).status).toBe(400);
    expect((await order({ action: 'start', id: 'nope' })).status).toBe(400);
    expect((await order([])).status).toBe(400);
    expect(drills.seen).toEqual([]);
  });

  it('starts a drill, gives a hint and checks it', async () => {
    expect((await order({ action: 'start', id: 'quota' })).status).toBe(200);
    await order({ action: 'hint' });
    const { verdict } = (await (await order({ action: 'check' })).json()) as { verdict: { points: number } };
    expect([verdict.points, drills.seen]).toEqual([1, ['start', 'hint', 'check']]);
    const { drill } = (await (await fetch(`${served.url}api/world`)).json()) as { drill: { progress: unknown } };
    expect(drill.progress).toMatchObject({ current: { id: 'quota', hints: 1 } });
  });

  it('answers a path that is no address, and goes on', async () => {
    const { hostname, port, pathname } = new URL(served.url);
    for (const path of ['//', '///evil.example/x', '//[']) {
      const status = await new Promise((resolve, reject) => {
        request({ hostname, port, path: pathname.slice(0, -1) + path }, (answer) => resolve(answer.statusCode))
          .on('error', reject)
          .end();
      });
      expect([path, status]).toEqual([path, 400]);
    }
    expect((await fetch(served.url)).status).toBe(200);
  });

  it('has no other file than its own', async () => {
    for (const path of ['../cli.ts', '%2e%2e/cli.ts', 'static/page.js', 'constructor', 'api/drill'])
      expect((await fetch(served.url + path)).status).toBe(404);
    expect((await fetch(`${served.url}chart.css`)).headers.get('content-type')).toContain('text/css');
  });
});
