import { afterAll, beforeAll, expect, test } from 'vitest';
import { COMMAND } from '../container.ts';
import { type ReplicaServer, startServer } from './replica-server.ts';

const CHAT = { messages: [{ role: 'user', content: 'hi' }], max_tokens: 3 };
const TOOLS = [{ type: 'function', function: { name: 'weather', parameters: { type: 'object', properties: {} } } }];
const MODEL = 'Qwen/Qwen3-8B';
const BASE = [...COMMAND.map((word) => word.replace('meta-llama/Llama-3.1-70B', MODEL))];

let plain: ReplicaServer;
let full: ReplicaServer;
beforeAll(async () => {
  plain = await startServer({ args: BASE });
  const tools = ['--enable-auto-tool-choice', '--tool-call-parser=hermes'];
  const adapters = ['--enable-lora', '--lora-modules', 'sql=/adapters/sql', '{"name": "law", "path": "/adapters/law"}'];
  full = await startServer({ args: [...BASE, ...tools, ...adapters] });
});
afterAll(() => {
  plain.stop();
  full.stop();
});

async function refusal(server: ReplicaServer, body: object, path = '/v1/chat/completions') {
  const response = await server.post(path, { ...CHAT, ...body });
  // biome-ignore lint/suspicious/noExplicitAny: the error's fields are asserted
  return { status: response.status, error: ((await response.json()) as any).error };
}

test.each([
  ['more top_logprobs than --max-logprobs', { logprobs: true, top_logprobs: 30 }, /^Requested sample logprobs of 30, /],
  ['top_logprobs without logprobs', { top_logprobs: 3 }, /^when using `top_logprobs`, `logprobs` must be set to true/],
  ['a tool choice without tools', { tool_choice: 'auto' }, /^When using `tool_choice`, `tools` must be set\./],
  ['tools without a parser', { tools: TOOLS }, /^"auto" tool choice requires --enable-auto-tool-choice/],
])('refuses %s', async (_, body, message) => {
  const { status, error } = await refusal(plain, body);
  expect([status, error.type, error.message]).toEqual([400, 'BadRequestError', expect.stringMatching(message)]);
});

test('answers a chat with tools in words when the choice is free, or none', async () => {
  for (const [server, body] of [
    [full, { tools: TOOLS }],
    [full, { tools: TOOLS, tool_choice: 'auto' }],
    [plain, { tools: TOOLS, tool_choice: 'none' }],
  ] as const) {
    expect((await server.post('/v1/chat/completions', { ...CHAT, ...body })).status).toBe(200);
  }
});

test.each([
  ['a required tool', { tools: TOOLS, tool_choice: 'required' }, undefined],
  ['a named tool', { tools: TOOLS, tool_choice: { type: 'function', function: { name: 'weather' } } }, undefined],
  ['an image', { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'x' } }] }] }, undefined],
  ['the Responses API', { input: 'hi' }, '/v1/responses'],
])('says that %s is not simulated', async (_, body, path) => {
  const { status, error } = await refusal(full, body, path);
  expect([status, error.message]).toEqual([501, expect.stringMatching(/^\[sandbox\] Not simulated: /)]);
});

test('offers LoRA adapters as models of their base model', async () => {
  const { data } = (await (await fetch(`${full.url}/v1/models`)).json()) as { data: object[] };
  expect(data).toMatchObject([
    { id: MODEL, root: MODEL, parent: null, max_model_len: 4096 },
    { id: 'sql', root: '/adapters/sql', parent: MODEL, max_model_len: null },
    { id: 'law', root: '/adapters/law', parent: MODEL },
  ]);
  const answer = await full.post('/v1/chat/completions', { ...CHAT, model: 'sql' });
  expect([answer.status, await answer.json()]).toMatchObject([200, { model: 'sql' }]);
  expect((await refusal(plain, { model: 'sql' })).status).toBe(404);
});
