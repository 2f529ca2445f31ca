import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Laptop, laptop } from '../../e2e/laptop.ts';

const CLI = 'workshop/page/cli.ts';

describe('npm run page', () => {
  let place: Laptop;
  beforeAll(async () => {
    place = await laptop();
  });
  afterAll(() => place.clear());

  it('serves the page at an address with a secret until Ctrl-C, and starts no sandbox', async () => {
    const running = place.start(CLI, ['--no-open', '--lang', 'zh']);
    await running.says('Ctrl-C');
    const [url = ''] = /http:\/\/127\.0\.0\.1:\d+\/[\w-]{24}\//.exec(running.output()) ?? [];
    expect(await (await fetch(url)).text()).toContain('<html lang="zh-CN"');
    running.child.kill('SIGINT');
    expect((await running.ended).code).toBe(130);
    await expect(stat(join(place.folder, '.sandbox', 'endpoint.json'))).rejects.toThrow('ENOENT');
    await expect(readFile(join(place.folder, '.runbook', 'page.html'))).rejects.toThrow('ENOENT');
  });

  it.each([[['--lang', 'fr']], [['--port', '99999']]])('refuses %j', async (args) => {
    const { code, output } = await place.run(CLI, args);
    expect([code, output.trim().split('\n').at(-1)]).toEqual([2, expect.stringMatching(/--help$/)]);
  });
});
