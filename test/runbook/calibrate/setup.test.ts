import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { wallClock } from '../../../lib/target/clock.ts';
import { scrape } from '../../../runbook/calibrate/scrape.ts';
import { checked, coldStart, prefixWarning } from '../../../runbook/calibrate/setup.ts';
import { stillSession } from '../../lib/wait/still-session.ts';

const close: (() => void)[] = [];
afterEach(() => {
  for (const one of close.splice(0)) one();
});

interface Server {
  readonly metrics?: Readonly<Record<string, number>>;
  readonly models?: readonly { readonly id: string; readonly max_model_len?: number }[];
}

const GAUGES = { 'vllm:num_requests_waiting': 0, 'vllm:num_requests_running': 0, 'vllm:generation_tokens_total': 5 };
const MODEL = 'org/model';

/** A server with vLLM's two pages, and a session that may ask it. */
async function serving({ metrics = GAUGES, models = [{ id: MODEL, max_model_len: 4096 }] }: Server) {
  const page = Object.entries(metrics).map(([name, value]) => `${name}{model_name="m"} ${value}\n`);
  const pages: Readonly<Record<string, string>> = {
    '/metrics': page.join(''),
    '/v1/models': JSON.stringify({ object: 'list', data: models }),
  };
  const server = createServer(({ url }, response) => void response.end(pages[url!]));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  close.push(() => server.close());
  const target = { fetch: globalThis.fetch, clock: wallClock };
  const { session, said } = stillSession({ target, config: { MODEL } } as object);
  return { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, session, said };
}

async function check(server: Server, tokens = 1000, own = true) {
  const { address, session, said } = await serving(server);
  return { ...(await checked({ own }, address, tokens, session)), said };
}

describe('a server', () => {
  it('that serves one model and is idle is right, and nothing is said', async () => {
    const { model, said } = await check({});
    expect([model, said]).toEqual([MODEL, []]);
  });

  it.each(Object.keys(GAUGES))('without %s on its page is refused, by the name of the metric', async (name) => {
    const { [name]: _, ...metrics } = GAUGES as Record<string, number>;
    await expect(check({ metrics })).rejects.toMatchObject({
      code: 'UNEXPECTED_ANSWER',
      message: expect.stringContaining(name),
      remedy: expect.stringContaining('--disable-log-stats'),
    });
  });

  it.each(['vllm:num_requests_waiting', 'vllm:num_requests_running'])('with %s of others is refused', async (name) => {
    const metrics = { ...GAUGES, [name]: 3 };
    await expect(check({ metrics })).rejects.toMatchObject({ code: 'NOT_DONE', message: expect.stringContaining('3') });
  });

  it('with several models is used with a warning that names them', async () => {
    const models = [{ id: 'org/base' }, { id: MODEL }, { id: 'adapter' }];
    const { model, said } = await check({ models });
    expect(model).toBe(MODEL);
    expect(said).toMatchObject([{ kind: 'warning', text: expect.stringContaining('org/base, org/model, adapter') }]);
  });

  it("of another Deployment is asked for its own model, not for this configuration's", async () => {
    const { model } = await check({ models: [{ id: 'org/base' }, { id: MODEL }] }, 1000, false);
    expect(model).toBe('org/base');
  });

  it('whose longest sequence is too short for the answers is refused, with the most that fits', async () => {
    const models = [{ id: MODEL, max_model_len: 1024 }];
    await expect(check({ models }, 1000)).rejects.toMatchObject({
      code: 'USAGE',
      message: expect.stringMatching(/666$/),
    });
    await expect(check({ models }, 666)).resolves.toMatchObject({ model: MODEL });
  });
});

describe('prompts', () => {
  const looks = async (queries: number, hits: number) => {
    const counted = { 'vllm:prefix_cache_queries_total': queries, 'vllm:prefix_cache_hits_total': hits };
    const { address, session } = await serving({ metrics: { ...GAUGES, ...counted } });
    return scrape(address, session);
  };

  it('that the prefix cache answers in part are told by their share, since the first look', async () => {
    expect(prefixWarning(await looks(1000, 900), await looks(3000, 1700))).toContain('40 %');
  });

  it('that differ, or of which the server counts none, are not', async () => {
    expect(prefixWarning(await looks(1000, 900), await looks(3000, 1000))).toBeUndefined();
    expect(prefixWarning(await looks(0, 0), await looks(0, 0))).toBeUndefined();
  });
});

describe('the cold start', () => {
  const pod = {
    metadata: { name: 'vllm-0', creationTimestamp: '2026-01-01T00:00:00Z' },
    status: { conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: '2026-01-01T00:10:00Z' }] },
  };
  const of = (given: number | undefined, one: object) =>
    coldStart({ coldStart: given } as Parameters<typeof coldStart>[0], one as Parameters<typeof coldStart>[1]);

  it('is the one that was given, else that of the pod, else assumed', () => {
    expect(of(60, pod)).toMatchObject({ ready: 60, source: expect.stringContaining('given') });
    expect(of(undefined, pod)).toMatchObject({ ready: 600, source: expect.stringContaining('vllm-0') });
    expect(of(undefined, { metadata: {} })).toMatchObject({ ready: 480, source: 'assumed' });
  });
});
