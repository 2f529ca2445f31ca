import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { VllmVersion } from '../../../../sandbox/vllm/profiles/versions.ts';
import { instanceOf } from '../../../../sandbox/vllm/server/json-schema.ts';
import { readConstraint } from '../../../../sandbox/vllm/server/structured.ts';
import { type ReplicaServer, startServer } from './replica-server.ts';

const PERSON = {
  type: 'object',
  properties: { name: { type: 'string' }, age: { type: 'integer', minimum: 18 }, tags: { $ref: '#/$defs/tags' } },
  required: ['name', 'age', 'tags'],
  $defs: { tags: { type: 'array', items: { enum: ['a', 'b'] } } },
};

let server: ReplicaServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

describe('a structured output', () => {
  test.each([
    ['structured_outputs.json', { structured_outputs: { json: PERSON } }],
    ['structured_outputs.json as a text', { structured_outputs: { json: JSON.stringify(PERSON) } }],
    ['response_format', { response_format: { type: 'json_schema', json_schema: { name: 'p', schema: PERSON } } }],
  ])('meets the schema of %s', async (_, fields) => {
    const { choices } = await server.complete({ prompt: 'x', max_tokens: 200, ...fields });
    expect(JSON.parse(choices[0].text)).toEqual({ name: 'text', age: 18, tags: ['a'] });
    expect(choices[0].finish_reason).toBe('stop');
  });

  test('is an object with json_object', async () => {
    const fields = { response_format: { type: 'json_object' } };
    const { choices } = await server.complete({ prompt: 'x', ...fields });
    expect(JSON.parse(choices[0].text)).toEqual({});
  });

  test('is one of the choices, always the same at temperature 0', async () => {
    const ask = { prompt: 'Is it?', structured_outputs: { choice: ['yes', 'no', 'maybe'] }, temperature: 0 };
    const texts = await Promise.all(
      Array.from({ length: 4 }, async () => (await server.complete(ask)).choices[0].text),
    );
    expect(['yes', 'no', 'maybe']).toContain(texts[0]);
    expect(new Set(texts).size).toBe(1);
  });

  test('is cut at max_tokens', async () => {
    const { choices } = await server.complete({ prompt: 'x', max_tokens: 2, structured_outputs: { json: PERSON } });
    expect(choices[0]).toMatchObject({ finish_reason: 'length' });
  });

  test('by a regular expression is not simulated, and says so', async () => {
    const response = await server.post('/v1/completions', { prompt: 'x', structured_outputs: { regex: 'a+' } });
    expect(response.status).toBe(501);
    expect(JSON.stringify(await response.json())).toContain('[sandbox]');
  });

  test.each([
    ['two constraints', { structured_outputs: { json: {}, regex: 'a' } }],
    ['no constraint', { structured_outputs: {} }],
    ['no choice', { structured_outputs: { choice: [] } }],
    ['a text that is no JSON', { structured_outputs: { json: '{' } }],
    ['no schema', { response_format: { type: 'json_schema' } }],
    ['an unknown format', { response_format: { type: 'xml' } }],
    ['a word for an object', { response_format: 'json' }],
  ])('with %s is a 400', async (_, fields) => {
    expect((await server.post('/v1/completions', { prompt: 'x', ...fields })).status).toBe(400);
  });
});

const choice = { choice: ['a'] };

test.each([
  ['0.10.2', { guided_choice: ['a'] }],
  ['0.11.0', { guided_choice: ['a'] }],
  ['0.11.0', { structured_outputs: choice }],
])('version %s reads %j', (version, body) => {
  expect(readConstraint(body, new VllmVersion(version))).toEqual({ kind: 'choice', choices: ['a'] });
});

test.each([
  ['0.12.0', { guided_choice: ['a'] }],
  ['0.10.2', { structured_outputs: choice }],
])('version %s ignores %j', (version, body) => {
  expect(readConstraint(body, new VllmVersion(version))).toBeUndefined();
});

test.each([
  ['0.8.4', { guided_choice: ['a'] }, /not supported/],
  ['0.10.2', { guided_json: {}, guided_regex: 'a' }, /only use one kind of guided decoding/],
])('version %s refuses %j', (version, body, message) => {
  expect(() => readConstraint(body, new VllmVersion(version))).toThrow(message);
});

test.each([
  [{ const: 3 }, 3],
  [{ type: ['string', 'null'], format: 'date' }, '2026-01-01'],
  [{ anyOf: [{ type: 'boolean' }, { type: 'null' }] }, true],
  [{ type: 'array', minItems: 2, items: { type: 'number', exclusiveMinimum: 1 } }, [2, 2]],
  [{ allOf: [{ type: 'object' }, { properties: { a: { type: 'null' } } }] }, { a: null }],
  [{ type: 'object', properties: { next: { $ref: '#' } }, required: [] }, expect.any(Object)],
  [true, {}],
])('the schema %j admits %j', (schema, value) => {
  expect(instanceOf(schema)).toEqual(value);
});

test('a schema that grows with each level ends', () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
  const schema = { type: 'object', properties: Object.fromEntries(names.map((name) => [name, { $ref: '#' }])) };
  expect(JSON.stringify(instanceOf(schema)).length).toBeLessThan(1_000_000);
});

describe('best_of and seed', () => {
  test.each([
    ['vllm/vllm-tpu:v0.10.2', { best_of: 2 }, 400],
    ['vllm/vllm-tpu:v0.10.2', { best_of: 1, n: 2 }, 400],
    ['vllm/vllm-tpu:v0.10.2', { best_of: 1 }, 200],
    ['vllm/vllm-tpu:v0.12.0', { best_of: 2 }, 200],
    ['vllm/vllm-tpu:v0.12.0', { seed: 1 }, 400],
    ['vllm/vllm-tpu:73aa7041bfee43581314e6f34e9a657137ecc092', { seed: 1 }, 200],
  ])('%s answers %j with %i', async (image, fields, status) => {
    const own = await startServer({ image });
    expect((await own.post('/v1/completions', { prompt: 'x', max_tokens: 1, ...fields })).status).toBe(status);
    own.stop();
  });
});
