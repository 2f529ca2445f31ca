import OpenAI from 'openai';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { COMMAND } from '../../sandbox/vllm/container.ts';
import { MODEL, type ReplicaServer, startServer } from '../../sandbox/vllm/server/replica-server.ts';

const CHAT_MODEL = 'meta-llama/Llama-3.3-70B-Instruct';
let base: ReplicaServer;
let chat: ReplicaServer;
let client: OpenAI;
let chatClient: OpenAI;

beforeAll(async () => {
  base = await startServer({ args: [...COMMAND, '--api-key=key'] });
  chat = await startServer({ args: [...COMMAND, `--model=${CHAT_MODEL}`] });
  client = new OpenAI({ baseURL: `${base.url}/v1`, apiKey: 'key', maxRetries: 0 });
  chatClient = new OpenAI({ baseURL: `${chat.url}/v1`, apiKey: 'EMPTY', maxRetries: 0 });
});
afterAll(() => {
  base.stop();
  chat.stop();
});

const question = { model: MODEL, prompt: 'San Francisco is a', max_tokens: 7, temperature: 0 } as const;
const messages = [{ role: 'user', content: 'Tell me a story' }] as const;

async function failure(call: Promise<unknown>): Promise<InstanceType<typeof OpenAI.APIError>> {
  try {
    await call;
  } catch (error) {
    if (error instanceof OpenAI.APIError) return error;
    throw error;
  }
  throw new Error('It did not fail');
}

test('lists and retrieves models', async () => {
  const models = await client.models.list();
  expect(models.data.map(({ id }) => id)).toEqual([MODEL]);
  const all: string[] = [];
  for await (const model of client.models.list()) all.push(model.owned_by);
  expect(all).toEqual(['vllm']);
});

test('completes', async () => {
  const completion = await client.completions.create(question);
  expect(completion.choices[0]!.text).toBe(' top holiday destination featuring scenic beauty and');
  expect(completion.choices[0]!.finish_reason).toBe('length');
  expect(completion.usage).toMatchObject({ prompt_tokens: 5, completion_tokens: 7, total_tokens: 12 });
});

test('gives the raw response and its headers', async () => {
  const { data, response } = await client.completions.create(question).withResponse();
  expect(data.object).toBe('text_completion');
  expect(response.headers.get('server')).toBe('uvicorn');
});

test('streams a completion', async () => {
  const stream = await client.completions.create({
    ...question,
    stream: true,
    stream_options: { include_usage: true },
  });
  let text = '';
  let total: number | undefined;
  for await (const chunk of stream) {
    text += chunk.choices[0]?.text ?? '';
    total = chunk.usage?.total_tokens ?? total;
  }
  expect(text).toBe(' top holiday destination featuring scenic beauty and');
  expect(total).toBe(12);
});

test('stops a stream that is broken off', async () => {
  const stream = await client.completions.create({ ...question, max_tokens: 4000, stream: true });
  let chunks = 0;
  for await (const _ of stream) if (++chunks === 3) break;
  for (let running = 1; running !== 0; ) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    running = await base.metric(`vllm:num_requests_running{engine="0",model_name="${MODEL}"}`);
  }
  expect(chunks).toBe(3);
});

test('takes several prompts, n, stop, echo, logprobs and tokens', async () => {
  const several = await client.completions.create({ ...question, prompt: ['a', 'b'], n: 2 });
  expect(several.choices.map(({ index }) => index)).toEqual([0, 1, 2, 3]);
  const stopped = await client.completions.create({ ...question, stop: ' scenic' });
  expect(stopped.choices[0]).toMatchObject({ finish_reason: 'stop', text: ' top holiday destination featuring' });
  const echoed = await client.completions.create({ ...question, echo: true, logprobs: 2 });
  expect(echoed.choices[0]!.text).toMatch(/^San Francisco is a top/);
  expect(echoed.choices[0]!.logprobs!.tokens!.at(-1)).toBe(' and');
  const tokens = await client.completions.create({ ...question, prompt: [1, 2, 3] });
  expect(tokens.usage!.prompt_tokens).toBe(3);
});

test('completes concurrently', async () => {
  const answers = await Promise.all(Array.from({ length: 50 }, () => client.completions.create(question)));
  expect(new Set(answers.map(({ id }) => id)).size).toBe(50);
});

test('a wrong key is an AuthenticationError', async () => {
  const wrong = new OpenAI({ baseURL: `${base.url}/v1`, apiKey: 'wrong', maxRetries: 0 });
  const error = await failure(wrong.completions.create(question));
  expect(error).toBeInstanceOf(OpenAI.AuthenticationError);
  expect(error.error).toBe('Unauthorized');
});

test('an unknown model is a NotFoundError with its parameter', async () => {
  const error = await failure(client.completions.create({ ...question, model: 'gpt-4' }));
  expect(error).toBeInstanceOf(OpenAI.NotFoundError);
  expect(error).toMatchObject({ param: 'model', type: 'NotFoundError', code: 404 });
});

test('bad parameters, a prompt that is too long and chat on a base model are BadRequestErrors', async () => {
  const calls = [
    client.completions.create({ ...question, temperature: 3 }),
    client.completions.create({ ...question, prompt: 'word '.repeat(5000) }),
    client.chat.completions.create({ model: MODEL, messages: [...messages] }),
  ];
  for (const call of calls) {
    const error = await failure(call);
    expect(error).toBeInstanceOf(OpenAI.BadRequestError);
    expect(error.type).toBe('BadRequestError');
  }
});

test('a call that is aborted ends at once', async () => {
  const controller = new AbortController();
  const call = client.completions.create({ ...question, max_tokens: 4000 }, { signal: controller.signal });
  setTimeout(() => controller.abort(), 20);
  await expect(call).rejects.toBeInstanceOf(OpenAI.APIUserAbortError);
});

test('chats', async () => {
  const completion = await chatClient.chat.completions.create({
    model: CHAT_MODEL,
    messages: [...messages],
    max_completion_tokens: 20,
  });
  expect(completion.choices[0]!.message.role).toBe('assistant');
  expect(completion.usage!.completion_tokens).toBe(20);
});

test('streams a chat, by hand and with the runner', async () => {
  const body = { model: CHAT_MODEL, messages: [...messages], max_tokens: 30, temperature: 0 };
  const stream = await chatClient.chat.completions.create({ ...body, stream: true });
  let text = '';
  for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
  const runner = chatClient.chat.completions.stream(body);
  expect(await runner.finalContent()).toBe(text);
  expect(text.length).toBeGreaterThan(50);
});

test('chats with logprobs', async () => {
  const completion = await chatClient.chat.completions.create({
    model: CHAT_MODEL,
    messages: [...messages],
    max_tokens: 5,
    logprobs: true,
    top_logprobs: 3,
  });
  const content = completion.choices[0]!.logprobs!.content!;
  expect(content).toHaveLength(5);
  expect(content[0]!.top_logprobs).toHaveLength(3);
  expect(content.map(({ token }) => token).join('')).toBe(completion.choices[0]!.message.content);
});
