import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMMAND } from '../container.ts';
import { type ReplicaServer, startServer } from './replica-server.ts';

const CHAT = { messages: [{ role: 'user', content: 'hi' }], max_tokens: 3 };
const TEXT = { prompt: 'hi', max_tokens: 3 };
const BASE = [...COMMAND.map((word) => word.replace('meta-llama/Llama-3.1-70B', 'Qwen/Qwen3-8B'))];

let plain: ReplicaServer;
let dev: ReplicaServer;
beforeAll(async () => {
  plain = await startServer({ args: BASE });
  dev = await startServer({
    args: BASE,
    env: { HF_TOKEN: 'hf_x', VLLM_SERVER_DEV_MODE: '1', VLLM_ALLOW_RUNTIME_LORA_UPDATING: 'True' },
  });
});
afterAll(() => {
  plain.stop();
  dev.stop();
});

async function answer(path: string, body: object, server = plain) {
  const response = await server.post(path, body);
  // biome-ignore lint/suspicious/noExplicitAny: the answer's fields are asserted
  return { status: response.status, body: (await response.json()) as any };
}

describe('a chat', () => {
  test.each([
    { prompt_logprobs: 1 },
    { use_beam_search: true },
    { return_token_ids: true },
    { truncate_prompt_tokens: 1 },
  ])('says that %o is not simulated', async (more) => {
    const { status, body } = await answer('/v1/chat/completions', { ...CHAT, ...more });
    expect([status, body.error.message]).toEqual([501, expect.stringContaining('[sandbox] Not simulated')]);
  });

  test.each([
    [{ repetition_penalty: 0 }, 'repetition_penalty must be greater than zero, got 0.0.'],
    [
      { continue_final_message: true, add_generation_prompt: true },
      'Cannot set both `continue_final_message` and `add_generation_prompt` to True.',
    ],
    [
      { logit_bias: { '999999': 1, '5': 1 } },
      'token_id(s) [999999] in logit_bias contain out-of-vocab token ids. Vocabulary size: 151936 (parameter=logit_bias, value=[999999])',
    ],
  ])('with %o is refused in vLLM’s words', async (more, message) => {
    expect(await answer('/v1/chat/completions', { ...CHAT, ...more })).toMatchObject({
      status: 400,
      body: { error: { message } },
    });
  });

  test('is answered when these parameters are off', async () => {
    const off = { prompt_logprobs: null, use_beam_search: false, repetition_penalty: 1.1, logit_bias: { '5': 1 } };
    expect((await answer('/v1/chat/completions', { ...CHAT, ...off })).status).toBe(200);
  });

  test('has as many tokens as /tokenize counts of its messages', async () => {
    const { body: counted } = await answer('/tokenize', { messages: CHAT.messages });
    const { body } = await answer('/v1/chat/completions', CHAT);
    expect(counted.count).toBe(body.usage.prompt_tokens);
  });
});

describe('a completion', () => {
  test.each([
    [{ suffix: 'x' }, 'suffix is not currently supported'],
    [
      { prompt_embeds: 'x' },
      'You must set `--enable-prompt-embeds` to input `prompt_embeds`. (parameter=prompt_embeds)',
    ],
  ])('with %o is refused in vLLM’s words', async (more, message) => {
    expect(await answer('/v1/completions', { ...TEXT, ...more })).toMatchObject({
      status: 400,
      body: { error: { message } },
    });
  });

  test('says that a beam search is not simulated', async () => {
    expect((await answer('/v1/completions', { ...TEXT, use_beam_search: true })).status).toBe(501);
  });
});

describe('routes of vLLM’s development mode', () => {
  test('are not found without it', async () => {
    expect((await answer('/sleep', {})).status).toBe(404);
    expect((await answer('/v1/load_lora_adapter', {})).status).toBe(404);
  });

  test('say with it that they are not simulated, and that the model is awake', async () => {
    for (const path of ['/sleep', '/reset_prefix_cache', '/v1/load_lora_adapter']) {
      const { status, body } = await answer(path, {}, dev);
      expect([status, body.error.message]).toEqual([501, `[sandbox] Not simulated: ${path}.`]);
    }
    expect(await (await fetch(`${dev.url}/is_sleeping`)).json()).toEqual({ is_sleeping: false });
  });
});
