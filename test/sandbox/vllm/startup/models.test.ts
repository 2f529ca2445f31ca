import { expect, test } from 'vitest';
import { givenModels } from '../../../../sandbox/vllm/profiles/facts.ts';
import { type ModelProfile, modelNames, modelProfile } from '../../../../sandbox/vllm/profiles/models.ts';
import { ManualClock, MINUTE, type Started, start, TestBucket } from '../container.ts';
import { ownAddress } from '../own-address.ts';
import { texts } from './log.ts';

const SERVE = ['vllm', 'serve'];
const notes = (started: Started): string[] => texts(started).filter((line) => line.startsWith('[sandbox]'));

/** Minutes until the server listens. */
function readyAfter(args: readonly string[], mount?: TestBucket, tpuChips = 8): number {
  const clock = new ManualClock();
  const started = start({ clock, args, mount, tpuChips, address: ownAddress(41) });
  const begin = clock.now();
  while (!started.running.listens(8000)) {
    if (started.exits.length > 0 || clock.now() - begin > 90 * MINUTE) throw new Error(texts(started).join('\n'));
    clock.pass(MINUTE / 4);
  }
  started.running.stop();
  return (clock.now() - begin) / MINUTE;
}

test('the time to start grows with the model', () => {
  const [small, middle, large] = ['Qwen/Qwen3-8B', 'Qwen/Qwen3-32B', 'meta-llama/Llama-3.1-70B'].map((model) =>
    readyAfter([...SERVE, model, '-tp', '8', '--max-model-len', '4096']),
  );
  expect(large).toBeCloseTo(24, 0);
  expect(small).toBeLessThan(7);
  expect(middle).toBeGreaterThan(2 * small!);
  expect(middle).toBeLessThan(large! / 1.5);
});

test('a model in the bucket needs the bytes of its weights, and loads them faster', () => {
  const bucket = new TestBucket(new ManualClock());
  const args = [...SERVE, 'Qwen/Qwen3-32B', '-tp', '8', '--max-model-len=4096', '--download-dir=/data'];
  const cold = readyAfter(args, bucket);
  const bytes = bucket.list('models--Qwen--Qwen3-32B/').reduce((sum, { size }) => sum + size, 0);
  expect(bytes / 65_524_246_528).toBeCloseTo(1, 3);
  expect(readyAfter(args, bucket)).toBeLessThan(cold);
});

test('a small model is one file without a number', () => {
  const bucket = new TestBucket(new ManualClock());
  readyAfter([...SERVE, 'Qwen/Qwen3-0.6B', '--max-model-len=4096', '--download-dir=/data'], bucket, 1);
  const weights = bucket.list('models--').map(({ path }) => path.slice(path.lastIndexOf('/') + 1));
  expect(weights.filter((name) => name.endsWith('.safetensors'))).toEqual(['model.safetensors']);
});

test('a model of no catalogue stops with the way to add it, not with the Hub’s words', () => {
  const clock = new ManualClock();
  const started = start({ clock, args: [...SERVE, 'nobody/novel-9B'] });
  clock.pass(MINUTE);
  expect(started.exits).toMatchObject([{ code: 1 }]);
  expect(texts(started)).toEqual(notes(started));
  expect(texts(started).join('\n')).toContain('SANDBOX_SCENARIO=scenario.yaml');
  expect(texts(started).join('\n')).not.toContain('valid model identifier');
});

test.each([
  ['two/slashes/here', 'HFValidationError: Repo id must be in the form'],
  ['a/-b', 'HFValidationError: Repo id must use alphanumeric chars'],
  ['a/b c', 'HFValidationError: Repo id must use alphanumeric chars'],
  ['a/b--c', 'HFValidationError: Repo id must use alphanumeric chars'],
])('the name %s keeps the words of the Hub', (name, words) => {
  const clock = new ManualClock();
  const started = start({ clock, args: [...SERVE, name] });
  clock.pass(MINUTE);
  expect(texts(started).some((line) => line.includes(words))).toBe(true);
  expect(texts(started)).toContain(`ValueError: Invalid repository ID or local directory specified: '${name}'.`);
});

test.each(['/data/llama', 's3://bucket/llama', './llama'])('weights at %s are not simulated', (path) => {
  const clock = new ManualClock();
  const started = start({ clock, args: [...SERVE, path] });
  clock.pass(MINUTE);
  expect(notes(started).join()).toContain('not simulated');
});

const FACTS = {
  architectures: ['LlamaForCausalLM'],
  hidden_size: 4096,
  intermediate_size: 14336,
  num_hidden_layers: 32,
  num_attention_heads: 32,
  num_key_value_heads: 8,
  vocab_size: 128256,
  max_position_embeddings: 131072,
};

test('a model that was given is served', () => {
  const clock = new ManualClock();
  const args = [...SERVE, 'nobody/novel-8B', '--max-model-len=4096'];
  const started = start({ clock, args, models: givenModels({ 'nobody/novel-8B': FACTS }), address: ownAddress(42) });
  clock.pass(30 * MINUTE);
  expect(started.running.listens(8000)).toBe(true);
  started.running.stop();
});

test.each([
  ['meta-llama/Llama-3.1-8B', FACTS],
  [
    'meta-llama/Llama-3.2-3B',
    {
      ...FACTS,
      hidden_size: 3072,
      intermediate_size: 8192,
      num_hidden_layers: 28,
      num_attention_heads: 24,
      head_dim: 128,
      tie_word_embeddings: true,
    },
  ],
  ['mistralai/Mixtral-8x7B-v0.1', { ...FACTS, vocab_size: 32000, num_local_experts: 8, num_experts_per_tok: 2 }],
])('the rule counts the parameters of %s', (name, facts) => {
  const known = modelProfile(name)!;
  const given = givenModels({ x: facts }).get('x')!;
  const active = ({ activeParameters, parameters }: ModelProfile): number => activeParameters ?? parameters;
  expect(given.parameters / known.parameters).toBeCloseTo(1, 3);
  expect(given).toMatchObject({ weightBytes: given.parameters * 2, kvHeads: known.kvHeads, headDim: known.headDim });
  expect(active(given) / active(known)).toBeCloseTo(1, 2);
});

test('reads the fields of text_config, and a quantization', () => {
  const quantized = { text_config: FACTS, quantization_config: { quant_method: 'awq' }, gated: true };
  expect(givenModels({ x: quantized }).get('x')).toMatchObject({ quantization: 'awq', gated: true, layers: 32 });
});

test('a model with too few fields is refused by their names', () => {
  expect(() => givenModels({ 'a/b': { hidden_size: 1 } })).toThrow(
    /a\/b lacks num_hidden_layers, num_attention_heads, vocab_size, max_position_embeddings, intermediate_size/,
  );
});

test('an argument that changes nothing is named in the log', () => {
  const clock = new ManualClock();
  const args = [
    'sh',
    '-c',
    'pip install x; vllm serve Qwen/Qwen3-8B --seed 7 --max-model-len=4096 --trust-remote-code',
  ];
  const started = start({ clock, args });
  clock.pass(MINUTE);
  expect(notes(started)).toEqual([
    '[sandbox] Accepted, not simulated: --seed 7, --trust-remote-code',
    '[sandbox] Shell commands, not simulated: pip install x',
    expect.stringContaining('estimates, scaled from meta-llama/Llama-3.3-70B-Instruct on ct6e-standard-8t'),
  ]);
  started.running.stop();
});

test('the measured model on the measured machine has no note', () => {
  const clock = new ManualClock();
  const started = start({ clock });
  clock.pass(MINUTE);
  expect(notes(started)).toEqual([]);
  started.running.stop();
});

test('the token of --hf-token opens a gated model', () => {
  const clock = new ManualClock();
  const args = [...SERVE, 'meta-llama/Llama-3.1-8B', '--max-model-len=4096', '--hf-token=hf_x'];
  const started = start({ clock, args, env: {} });
  clock.pass(MINUTE);
  expect(started.exits).toEqual([]);
  started.running.stop();
});

test.each(modelNames())('%s has a whole shape', (name) => {
  const model = modelProfile(name)!;
  expect(model.heads % Math.min(model.heads, model.kvHeads), 'heads in groups').toBe(0);
  expect(model.weightBytes).toBeGreaterThan(model.parameters * 0.5);
  expect(model.weightBytes).toBeLessThanOrEqual(model.parameters * 2.001);
  expect(model.activeParameters ?? model.parameters).toBeLessThanOrEqual(model.parameters);
  expect(model.kvLayers ?? model.layers).toBeLessThanOrEqual(model.layers);
  expect(model.source).not.toBe('');
  for (const value of [model.layers, model.hiddenSize, model.vocabulary, model.maxPositions, model.shards])
    expect(Number.isInteger(value) && value > 0).toBe(true);
});
