import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMMAND } from '../container.ts';
import { exchange, MODEL, type ReplicaServer, startServer } from './replica-server.ts';

let server: ReplicaServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

interface ErrorBody {
  readonly error: {
    readonly message: string;
    readonly type: string;
    readonly param: string | null;
    readonly code: number;
  };
}

async function refusal(body: unknown, path = '/v1/completions'): Promise<ErrorBody['error']> {
  const response = await server.post(path, body);
  const { error } = (await response.json()) as ErrorBody;
  expect(error.code).toBe(response.status);
  return error;
}

test('an unknown model is not found', async () => {
  expect(await refusal({ model: 'gpt-4', prompt: 'x' })).toEqual({
    message: 'The model `gpt-4` does not exist.',
    type: 'NotFoundError',
    param: 'model',
    code: 404,
  });
});

test('a missing or empty model means the served model', async () => {
  for (const body of [{ prompt: 'x' }, { prompt: 'x', model: '' }]) {
    expect(await (await server.post('/v1/completions', body)).json()).toMatchObject({ model: MODEL });
  }
});

test.each([
  ['no prompt', {}, 'prompt', /^Either prompt or prompt_embeds must be provided and non-empty\./],
  ['an empty prompt', { prompt: '' }, 'prompt', /^Either prompt/],
  [
    'stream options without stream',
    { prompt: 'x', stream_options: { include_usage: true } },
    'stream_options',
    /^Stream options can only be defined when `stream=True`\./,
  ],
  ['n beyond measure', { prompt: 'x', n: 1e9 }, null, /^n must be at most 16384, got 1000000000\./],
  ['many prompts times n', { prompt: Array(1000).fill('x'), n: 100 }, null, /^n must be at most 16384/],
  ['too many logprobs', { prompt: 'x', logprobs: 50 }, 'logprobs', /^Requested sample logprobs of 50/],
  [
    'truncation beyond the context',
    { prompt: 'x', truncate_prompt_tokens: 4096 },
    'truncate_prompt_tokens',
    /^truncate_prompt_tokens=4096 cannot be greater than/,
  ],
  ['max_tokens 0', { prompt: 'x', max_tokens: 0 }, 'max_tokens', /^max_tokens must be at least 1, got 0\./],
  ['temperature 3', { prompt: 'x', temperature: 3 }, 'temperature', /^temperature must be in \[0, 2\], got 3\.0\./],
  ['temperature -1', { prompt: 'x', temperature: -1 }, 'temperature', /^temperature must be non-negative/],
  ['top_p 0', { prompt: 'x', top_p: 0 }, 'top_p', /^top_p must be in \(0, 1\], got 0\.0\./],
  ['n 0', { prompt: 'x', n: 0 }, null, /^n must be at least 1, got 0\./],
  ['presence_penalty 3', { prompt: 'x', presence_penalty: 3 }, null, /^presence_penalty must be in \[-2, 2\]/],
  ['logprobs -1', { prompt: 'x', logprobs: -1 }, 'logprobs', /^`logprobs` must be a positive value\./],
  ['a seed', { prompt: 'x', seed: 1 }, null, /^JAX does not support per-request seed\./],
  ['an empty stop string', { prompt: 'x', stop: [''] }, null, /^stop cannot contain an empty string\./],
  [
    'more output than there is context',
    { prompt: 'x', max_tokens: 5000 },
    'max_tokens',
    /^max_tokens=5000 cannot be greater than max_model_len/,
  ],
])('%s is a bad request', async (_, body, param, message) => {
  expect(await refusal(body)).toMatchObject({
    code: 400,
    type: 'BadRequestError',
    param,
    message: expect.stringMatching(message),
  });
});

test('the error for a long prompt has its length', async () => {
  const error = await refusal({ prompt: 'word '.repeat(4090), max_tokens: 100 });
  expect(error).toMatchObject({ code: 400, type: 'BadRequestError', param: 'input_tokens' });
  expect(error.message).toMatch(
    /^This model's maximum context length is 4096 tokens\. However, you requested 100 output tokens and your prompt contains \d+ input tokens, for a total of \d+ tokens\./,
  );
});

test('truncate_prompt_tokens makes it fit', async () => {
  const answer = await server.complete({ prompt: 'word '.repeat(5000), max_tokens: 10, truncate_prompt_tokens: 100 });
  expect(answer.usage.prompt_tokens).toBe(100);
});

describe('a body that pydantic refuses', () => {
  test.each([
    ['max_tokens that is no number', { prompt: 'x', max_tokens: 'many' }, 'body.max_tokens', /'type': 'int_parsing'/],
    ['a fraction of a token', { prompt: 'x', max_tokens: 1.5 }, 'body.max_tokens', /'type': 'int_from_float'/],
    ['stream that is neither', { prompt: 'x', stream: 'perhaps' }, 'body.stream', /'type': 'bool_parsing'/],
    ['a model that is a number', { prompt: 'x', model: 7 }, 'body.model', /'type': 'string_type'/],
    ['a prompt that is an object', { prompt: { a: 1 } }, 'body.prompt.str', /'type': 'string_type'/],
    ['a list', [1, 2], 'body', /'type': 'model_attributes_type'/],
  ])('%s', async (_, body, param, message) => {
    const error = await refusal(body);
    expect(error).toMatchObject({ code: 400, type: 'Bad Request', param });
    expect(error.message).toMatch(/^1 validation error:\n {2}\{/);
    expect(error.message).toMatch(message);
  });

  test('numbers in strings are numbers', async () => {
    const answer = await server.complete({ prompt: 'x', max_tokens: '3', temperature: '0' });
    expect(answer.usage.completion_tokens).toBe(3);
  });

  test('several errors are counted', async () => {
    const error = await refusal({ prompt: 'x', max_tokens: 'a', n: 'b' });
    expect(error.message).toMatch(/^2 validation errors:/);
  });

  test.each([
    ['{"prompt": ', /JSON decode error/],
    ['nonsense', /Expecting value/],
    ['', /Field required/],
  ])('the text %j', async (text, message) => {
    expect(await refusal(text)).toMatchObject({
      code: 400,
      type: 'Bad Request',
      message: expect.stringMatching(message),
    });
  });

  test('another content type', async () => {
    const response = await server.post('/v1/completions', '{"prompt":"x"}', { 'content-type': 'text/plain' });
    expect(response.status).toBe(400);
    const { error } = (await response.json()) as ErrorBody;
    expect(error.message).toContain("Unsupported Media Type: Only 'application/json' is allowed");
  });
});

test('chat is a bad request on a base model', async () => {
  const error = await refusal({ model: MODEL, messages: [{ role: 'user', content: 'hi' }] }, '/v1/chat/completions');
  expect(error).toMatchObject({ code: 400, type: 'BadRequestError' });
  expect(error.message).toMatch(/^As of transformers v4\.44, default chat template is no longer allowed/);
});

test('an unknown path is not found, a wrong method not allowed', async () => {
  const nowhere = await fetch(`${server.url}/v1/nothing`);
  expect([nowhere.status, await nowhere.json()]).toEqual([
    404,
    { error: { message: 'Not Found', type: 'Not Found', param: null, code: 404 } },
  ]);
  const wrong = await fetch(`${server.url}/v1/completions`);
  expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'POST']);
  expect(await wrong.json()).toMatchObject({ error: { type: 'Method Not Allowed', code: 405 } });
});

test('a trailing slash is redirected', async () => {
  const response = await fetch(`${server.url}/v1/models/?a=b`, { redirect: 'manual' });
  expect([response.status, response.headers.get('location')]).toEqual([307, `${server.url}/v1/models?a=b`]);
});

test('non-HTTP input gets 400 and the server survives', async () => {
  expect(await exchange(server.address, 'HELLO\r\n\r\n')).toMatch(
    /^HTTP\/1\.1 400 Bad Request\r\n[\s\S]*Invalid HTTP request received\.$/,
  );
  expect((await fetch(`${server.url}/health`)).status).toBe(200);
});

test('deep, huge and malformed bodies get a response and the server survives', async () => {
  const bodies = [
    '['.repeat(200_000),
    `{"prompt":"x","__proto__":{"a":1}}`,
    `{"prompt":${'['.repeat(5000)}${']'.repeat(5000)}}`,
    'x'.repeat(9 * 2 ** 20),
  ];
  for (const body of bodies) expect((await server.post('/v1/completions', body)).status).toBeLessThan(500);
  expect((await fetch(`${server.url}/health`)).status).toBe(200);
});

test('an API key protects only /v1', async () => {
  const guarded = await startServer({ args: [...COMMAND, '--api-key', 'one', 'two'] });
  try {
    const refused = await guarded.post('/v1/completions', { prompt: 'x' });
    expect([refused.status, await refused.text()]).toEqual([401, '{"error":"Unauthorized"}']);
    for (const authorization of ['Bearer three', 'Basic one', 'one']) {
      expect((await guarded.post('/v1/completions', { prompt: 'x' }, { authorization })).status).toBe(401);
    }
    for (const authorization of ['Bearer one', 'bearer two']) {
      expect((await guarded.post('/v1/completions', { prompt: 'x' }, { authorization })).status).toBe(200);
    }
    for (const path of ['/health', '/metrics', '/version']) expect((await fetch(guarded.url + path)).status).toBe(200);
  } finally {
    guarded.stop();
  }
});

test('the key can come from the environment', async () => {
  const guarded = await startServer({ env: { HF_TOKEN: 'hf_test', VLLM_API_KEY: 'secret' } });
  try {
    expect((await fetch(`${guarded.url}/v1/models`)).status).toBe(401);
    expect((await fetch(`${guarded.url}/v1/models`, { headers: { authorization: 'Bearer secret' } })).status).toBe(200);
  } finally {
    guarded.stop();
  }
});

test('older servers have flat errors', async () => {
  const old = await startServer({ image: 'vllm/vllm-tpu:73aa7041bfee43581314e6f34e9a657137ecc092' });
  try {
    const response = await old.post('/v1/completions', { model: 'nothing', prompt: 'x' });
    expect(await response.json()).toEqual({
      object: 'error',
      message: 'The model `nothing` does not exist.',
      type: 'NotFoundError',
      param: 'model',
      code: 404,
    });
  } finally {
    old.stop();
  }
});
