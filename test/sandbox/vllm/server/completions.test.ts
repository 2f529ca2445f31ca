import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { events, MODEL, type ReplicaServer, startServer } from './replica-server.ts';

let server: ReplicaServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

const TUTORIAL = { model: MODEL, prompt: 'San Francisco is a', max_tokens: 7, temperature: 0 };

test("answers the tutorial's question as the tutorial shows it", async () => {
  const answer = await server.complete(TUTORIAL);
  expect(answer).toEqual({
    id: expect.stringMatching(/^cmpl-[0-9a-f]{32}$/),
    object: 'text_completion',
    created: expect.any(Number),
    model: MODEL,
    choices: [
      {
        index: 0,
        text: ' top holiday destination featuring scenic beauty and',
        logprobs: null,
        finish_reason: 'length',
        stop_reason: null,
        token_ids: null,
        prompt_logprobs: null,
        prompt_token_ids: null,
        routed_experts: null,
      },
    ],
    service_tier: null,
    system_fingerprint: expect.stringMatching(/^vllm-0\.27\.0-tp8-[0-9a-f]{8}$/),
    usage: { prompt_tokens: 5, total_tokens: 12, completion_tokens: 7, prompt_tokens_details: null },
    kv_transfer_params: null,
    ec_transfer_params: null,
    metrics: null,
  });
  expect(Math.abs(answer.created - server.clock.now() / 1000)).toBeLessThan(600);
});

test('the load of the tutorial always runs to its thousand tokens', async () => {
  const answer = await server.complete({
    prompt: 'Write a story about san francisco',
    max_tokens: 1000,
    temperature: 0,
  });
  expect(answer.choices[0].finish_reason).toBe('length');
  expect(answer.usage.completion_tokens).toBe(1000);
  expect(answer.choices[0].text.length).toBeGreaterThan(3500);
});

test('temperature 0 repeats the text, other temperatures vary it', async () => {
  const ask = (temperature: number) => server.complete({ prompt: 'Tell me', max_tokens: 40, temperature });
  const [one, two, three, four] = await Promise.all([ask(0), ask(0), ask(1), ask(1)]);
  expect(one.choices[0].text).toBe(two.choices[0].text);
  expect(three.choices[0].text).not.toBe(four.choices[0].text);
});

test('sixteen tokens are the default, and an unknown field and null are no error', async () => {
  const answer = await server.complete({
    prompt: 'Hello',
    max_tokens: null,
    temperature: null,
    something: 'else',
    __proto__x: 1,
  });
  expect(answer.usage.completion_tokens).toBe(16);
});

test('a list of prompts and n give their choices in order', async () => {
  const answer = await server.complete({ prompt: ['one', 'two'], n: 2, max_tokens: 3 });
  expect(answer.choices.map(({ index }: { index: number }) => index)).toEqual([0, 1, 2, 3]);
  expect(answer.usage).toMatchObject({ prompt_tokens: 4, completion_tokens: 12 });
});

test('a prompt may be a list of tokens', async () => {
  const { tokens } = (await (await server.post('/tokenize', { prompt: 'San Francisco is a' })).json()) as {
    tokens: number[];
  };
  const answer = await server.complete({ ...TUTORIAL, prompt: tokens });
  expect(answer.choices[0].text).toBe(' top holiday destination featuring scenic beauty and');
  const two = await server.complete({ ...TUTORIAL, prompt: [tokens, tokens] });
  expect(two.choices).toHaveLength(2);
});

test('a stop string ends the text before it', async () => {
  const answer = await server.complete({ ...TUTORIAL, max_tokens: 50, stop: [' beauty', 'featuring scenic'] });
  expect(answer.choices[0]).toMatchObject({
    text: ' top holiday destination ',
    finish_reason: 'stop',
    stop_reason: 'featuring scenic',
  });
  expect(answer.usage.completion_tokens).toBe(5);
  const kept = await server.complete({ ...TUTORIAL, stop: 'holiday', include_stop_str_in_output: true });
  expect(kept.choices[0].text).toBe(' top holiday');
});

test('a stop token ends the text with it', async () => {
  const { tokens } = (await (
    await server.post('/tokenize', { prompt: ' destination', add_special_tokens: false })
  ).json()) as { tokens: number[] };
  const answer = await server.complete({ ...TUTORIAL, stop_token_ids: tokens });
  expect(answer.choices[0]).toMatchObject({
    text: ' top holiday destination',
    finish_reason: 'stop',
    stop_reason: tokens[0],
  });
});

test('the model ends some texts early, unless ignore_eos is set', async () => {
  const prompts = Array.from({ length: 40 }, (_, i) => `Question ${i}`);
  const ask = (ignore: boolean) =>
    server.complete({ prompt: prompts, max_tokens: 2000, temperature: 0, ignore_eos: ignore });
  const ended = (await ask(false)).choices.filter(
    (choice: { finish_reason: string }) => choice.finish_reason === 'stop',
  );
  expect(ended.length).toBeGreaterThan(0);
  expect(ended.length).toBeLessThan(40);
  expect(ended[0].stop_reason).toBeNull();
  expect(
    (await ask(true)).choices.every((choice: { finish_reason: string }) => choice.finish_reason === 'length'),
  ).toBe(true);
});

test('echo returns the prompt as well, and with max_tokens 0 only that', async () => {
  const both = await server.complete({ ...TUTORIAL, echo: true });
  expect(both.choices[0].text).toBe('San Francisco is a top holiday destination featuring scenic beauty and');
  const only = await server.complete({ ...TUTORIAL, echo: true, max_tokens: 0 });
  expect(only.choices[0].text).toBe('San Francisco is a');
});

test('logprobs name each token, its place and its rivals', async () => {
  const { choices } = await server.complete({ ...TUTORIAL, logprobs: 3 });
  const { tokens, token_logprobs, text_offset, top_logprobs } = choices[0].logprobs;
  expect(tokens.join('')).toBe(choices[0].text);
  expect(text_offset).toEqual([0, 4, 12, 24, 34, 41, 48]);
  expect(token_logprobs.every((logprob: number) => logprob < 0)).toBe(true);
  expect(Object.keys(top_logprobs[0]).length).toBeGreaterThanOrEqual(2);
  expect(top_logprobs[0][' top']).toBe(token_logprobs[0]);
  const echoed = await server.complete({ ...TUTORIAL, logprobs: 0, echo: true });
  expect(echoed.choices[0].logprobs.token_logprobs[0]).toBeNull();
});

test('token IDs are returned on request and detokenize to the text', async () => {
  const answer = await server.complete({ ...TUTORIAL, return_token_ids: true });
  expect(answer.choices[0].prompt_token_ids).toHaveLength(5);
  const text = await (await server.post('/detokenize', { tokens: answer.choices[0].token_ids })).json();
  expect(text).toEqual({ prompt: answer.choices[0].text });
});

test('the request id of the client becomes the id of the answer', async () => {
  const response = await server.post('/v1/completions', TUTORIAL, { 'x-request-id': 'mine' });
  expect(await response.json()).toMatchObject({ id: 'cmpl-mine' });
  expect(response.headers.get('x-request-id')).toBeNull();
});

describe('streamed', () => {
  test('there is one chunk per token with only the set fields, and [DONE] at the end', async () => {
    const response = await server.post('/v1/completions', { ...TUTORIAL, stream: true });
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    const { chunks, raw } = await events(response);
    expect(raw.endsWith('data: [DONE]\n\n')).toBe(true);
    expect(chunks).toHaveLength(7);
    expect(chunks[0]).toEqual({
      id: expect.stringMatching(/^cmpl-/),
      object: 'text_completion',
      created: expect.any(Number),
      model: MODEL,
      choices: [
        {
          index: 0,
          text: ' top',
          logprobs: null,
          finish_reason: null,
          stop_reason: null,
          prompt_token_ids: null,
          token_ids: null,
        },
      ],
    });
    expect(chunks[6]).toMatchObject({
      choices: [{ text: ' and', finish_reason: 'length' }],
      system_fingerprint: expect.any(String),
    });
  });

  test('include_usage adds a chunk without choices, continuous_usage_stats a count to each', async () => {
    const options = { include_usage: true, continuous_usage_stats: true };
    const { chunks } = await events(
      await server.post('/v1/completions', { ...TUTORIAL, stream: true, stream_options: options }),
    );
    expect(chunks.slice(0, 7).map(({ usage }) => (usage as { completion_tokens: number }).completion_tokens)).toEqual([
      1, 2, 3, 4, 5, 6, 7,
    ]);
    expect(chunks[7]).toMatchObject({
      choices: [],
      usage: { prompt_tokens: 5, total_tokens: 12, completion_tokens: 7 },
    });
    expect(chunks[6]).not.toHaveProperty('system_fingerprint');
  });

  test('the chunks add up to the unstreamed text without the stop string', async () => {
    const body = { ...TUTORIAL, max_tokens: 60, stop: ['lively mix'], echo: true };
    const whole = await server.complete(body);
    const { chunks } = await events(await server.post('/v1/completions', { ...body, stream: true }));
    const text = chunks.map(({ choices }) => (choices as { text: string }[])[0]!.text).join('');
    expect(text).toBe(whole.choices[0].text);
    expect(text.endsWith(' a ')).toBe(true);
  });

  test('choices are identified by their index', async () => {
    const { chunks } = await events(await server.post('/v1/completions', { ...TUTORIAL, n: 3, stream: true }));
    const indexes = chunks.map(({ choices }) => (choices as { index: number }[])[0]!.index);
    expect(indexes.filter((index) => index === 2)).toHaveLength(7);
  });
});

test('a disconnected client frees its slot', async () => {
  const gone = new AbortController();
  const call = fetch(`${server.url}/v1/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...TUTORIAL, max_tokens: 4000, ignore_eos: true }),
    signal: gone.signal,
  });
  const running = () => server.metric(`vllm:num_requests_running{engine="0",model_name="${MODEL}"}`);
  await expect.poll(running, { timeout: 10_000 }).toBe(1);
  gone.abort();
  await expect(call).rejects.toThrow();
  await expect.poll(running, { timeout: 10_000 }).toBe(0);
  expect(
    await server.metric(`vllm:request_success_total{engine="0",finished_reason="abort",model_name="${MODEL}"}`),
  ).toBe(0);
});

test('a response arrives at its simulated time, not earlier', async () => {
  const before = server.clock.now();
  await server.complete({ prompt: 'x', max_tokens: 500, ignore_eos: true });
  server.clock.advance();
  // 500 decode steps of at least 14.57 ms + 16 x 0.0407 ms.
  expect(server.clock.now() - before).toBeGreaterThan(500 * 15.2);
});
