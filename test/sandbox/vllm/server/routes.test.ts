import { afterEach, describe, expect, it } from 'vitest';
import { COMMAND } from '../container.ts';
import { MODEL, type ReplicaServer, startServer } from './replica-server.ts';

const OLD = 'vllm/vllm-tpu:v0.8.4';
const NEW = 'vllm/vllm-tpu:v0.27.0';
const EMBEDDINGS = '/v1/embeddings';
const COMPLETIONS = '/v1/completions';

const servers: ReplicaServer[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.stop();
});

async function answer(image: string, path: string, ...args: readonly string[]) {
  const server = await startServer({ image, args: [...COMMAND, ...args] });
  servers.push(server);
  const response = await server.post(path, { model: MODEL, input: 'hi', prompt: 'hi', max_tokens: 2 });
  // biome-ignore lint/suspicious/noExplicitAny: the fields are asserted
  const body = (await response.json()) as any;
  return { status: response.status, message: (body.error?.message ?? body.message) as string | undefined };
}

describe('the paths of a server', () => {
  it.each([
    [
      'a path of another task is refused in words',
      OLD,
      EMBEDDINGS,
      [],
      400,
      'The model does not support Embeddings API',
    ],
    ['and in a newer version it does not exist', NEW, EMBEDDINGS, [], 404, 'Not Found'],
    ['a path of a later version does not exist', OLD, '/v1/responses', [], 404, 'Not Found'],
    [
      '--task=embed takes the completions',
      OLD,
      COMPLETIONS,
      ['--task=embed'],
      400,
      'The model does not support Completions API',
    ],
    ['--runner=pooling takes the completions', NEW, COMPLETIONS, ['--runner=pooling'], 404, 'Not Found'],
  ])('%s', async (_, image, path, args, status, message) => {
    expect(await answer(image, path, ...args)).toEqual({ status, message });
  });

  it('say that embeddings are not simulated', async () => {
    const { status, message } = await answer(NEW, EMBEDDINGS, '--runner=pooling');
    expect([status, message]).toEqual([501, expect.stringMatching(/^\[sandbox\] Not simulated: the Embeddings API/)]);
  });

  it('are those of the log', async () => {
    const server = await startServer({ image: OLD, args: COMMAND });
    servers.push(server);
    const logged = server.lines.flatMap(({ text }) => /Route: (\S+), Methods/.exec(text)?.[1] ?? []);
    expect(logged).toEqual(expect.arrayContaining([COMPLETIONS, EMBEDDINGS, '/v1/rerank']));
    expect(logged).not.toContain('/v1/responses');
  });
});
