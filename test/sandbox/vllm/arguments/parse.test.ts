import { expect, test } from 'vitest';
import { optionRows, readVersions } from '../../../../sandbox/vllm/arguments/catalogue.ts';
import { SIMULATED } from '../../../../sandbox/vllm/arguments/options.ts';
import { parseCommand } from '../../../../sandbox/vllm/arguments/parse.ts';
import { versionOfImage } from '../../../../sandbox/vllm/profiles/versions.ts';
import { COMMAND } from '../container.ts';
import { parsed, refused } from './given.ts';

test("reads the manifest's command", () => {
  expect(parsed(COMMAND.join(' ')).args).toMatchObject({
    model: 'meta-llama/Llama-3.1-70B',
    host: '0.0.0.0',
    port: 8000,
    tensor_parallel_size: 8,
    max_model_len: 4096,
    max_num_batched_tokens: 512,
    max_num_seqs: 128,
    download_dir: '/data',
    enable_prefix_caching: true,
  });
});

test.each([
  ['vllm serve a/b --max-num-seqs 64', { model: 'a/b', max_num_seqs: 64 }],
  ['/usr/bin/vllm serve --model a/b', { model: 'a/b' }],
  ['--model a/b --port=80', { model: 'a/b', port: 80 }],
  ['python3 -m vllm.entrypoints.openai.api_server --model=a/b', { model: 'a/b' }],
  ['python3 /workspace/vllm/vllm/entrypoints/openai/api_server.py --model=a/b', { model: 'a/b' }],
  ['vllm serve a/b --max_model_len=4k', { max_model_len: 4000 }],
  ['vllm serve a/b --max-model-len 4K', { max_model_len: 4096 }],
  ['vllm serve a/b --max-model-len auto', { max_model_len: -1 }],
  ['vllm serve a/b --max-model-len=-1', { max_model_len: -1 }],
  ['vllm serve a/b -tp 4', { tensor_parallel_size: 4 }],
  ['vllm serve a/b -tp=4 -q=awq', { tensor_parallel_size: 4, quantization: 'awq' }],
  ['vllm serve a/b --no-enable-prefix-caching', { enable_prefix_caching: false }],
  ['vllm serve a/b --no_enable_prefix_caching', { enable_prefix_caching: false }],
  ['vllm serve a/b --served-model-name one two --port 9', { served_model_name: ['one', 'two'], port: 9 }],
  ['vllm serve a/b --gpu-memory-util 0.5', { gpu_memory_utilization: 0.5 }],
  ['vllm serve a/b --disable-access-log-for-endpoints=/health', { disable_access_log_for_endpoints: '/health' }],
])('reads %s', (command, expected) => {
  expect(parsed(command).args).toMatchObject(expected);
});

test.each([
  ['--trust-remote-code --dtype bfloat16', ['--trust-remote-code']],
  ['--seed 7 --no-enable-chunked-prefill', ['--seed 7', '--no-enable-chunked-prefill']],
  ['--limit_mm_per_prompt={"image":1} --port=9', ['--limit_mm_per_prompt={"image":1}']],
  ['--compilation-config.mode 3', ['--compilation-config.mode 3']],
  ['--allowed-origins a b', ['--allowed-origins a b']],
  ['-pp 2 -dp 1 -asc 2', ['-asc 2']],
  ['-O3', ['-O3']],
  ['-cc.mode=3 -O 2', ['-cc.mode=3', '-O 2']],
])('accepts %s and names what is not simulated', (options, notSimulated) => {
  expect(parsed(`vllm serve a/b ${options}`).notSimulated).toEqual(notSimulated);
});

test.each([
  ['vllm serve a/b --foo=1 --bar 2', 'unrecognized arguments: --foo=1 --bar 2'],
  ['vllm serve a/b extra', 'unrecognized arguments: extra'],
  ['vllm serve a/b --port', 'argument --port: expected one argument'],
  ['vllm serve a/b --port x', "argument --port: invalid int value: 'x'"],
  ['vllm serve a/b --gpu-memory-utilization high', "argument --gpu-memory-utilization: invalid float value: 'high'"],
  [
    'vllm serve a/b --dtype fp8',
    "argument --dtype: invalid choice: 'fp8' (choose from 'auto', 'half', 'float16', 'bfloat16', 'float', 'float32')",
  ],
  [
    'vllm serve a/b --enable-prefix-caching=true',
    "argument --enable-prefix-caching/--no-enable-prefix-caching: ignored explicit argument 'true'",
  ],
  ['vllm serve a/b --disable-log-stats=1', "argument --disable-log-stats: ignored explicit argument '1'"],
  ['vllm serve a/b --no-disable-log-stats', 'unrecognized arguments: --no-disable-log-stats'],
  ['vllm serve a/b --port.x 1', 'unrecognized arguments: --port.x 1'],
  [
    'vllm serve a/b --max-num 3',
    'ambiguous option: --max-num could match --max-num-batched-tokens, --max-num-scheduled-tokens, --max-num-seqs',
  ],
])('refuses %s as argparse does', (command, message) => {
  const error = refused(command);
  expect(error).toMatchObject({ code: 2, message });
  expect(error.lines.at(-1)).toBe(`vllm serve: error: ${message}`);
});

test.each([
  ['--task=embed', '0.12.0', '0.13.0'],
  ['--guided-decoding-backend=xgrammar', '0.10.2', '0.11.0'],
  ['--swap-space=4', '0.17.0', '0.18.0'],
  ['--disable-log-requests', '0.16.0', '0.17.0'],
  ['--device=tpu', '0.9.2', '0.10.0'],
  ['--num-scheduler-steps=1', '0.10.0', '0.10.1'],
  ['--rope-theta=1e6', '0.11.0', '0.11.1'],
  ['--max-num-partial-prefills=2', '0.25.0', '0.26.0'],
])('%s is an argument of %s and no longer of %s', (option, last, without) => {
  expect(parsed(`vllm serve a/b ${option}`, last).args.model).toBe('a/b');
  expect(refused(`vllm serve a/b ${option}`, without).message).toBe(`unrecognized arguments: ${option}`);
});

test.each([
  ['--disable-access-log-for-endpoints=/health', '0.14.0', '0.15.0'],
  ['--async-scheduling', '0.9.2', '0.10.0'],
  ['--kv-cache-memory-bytes=4G', '0.10.1', '0.10.2'],
  ['--performance-mode=throughput', '0.16.0', '0.17.0'],
  ['--runner=generate', '0.10.0', '0.10.1'],
])('%s is not an argument of %s, but of %s', (option, before, first) => {
  expect(refused(`vllm serve a/b ${option}`, before).message).toBe(`unrecognized arguments: ${option}`);
  expect(parsed(`vllm serve a/b ${option}`, first).args.model).toBe('a/b');
});

test('a version newer than the table takes any argument, and says that it was not checked', () => {
  const { unread, args } = parsed('vllm serve a/b --max-num-queued-reqs 9 --brand-new=1 --port 80', '0.33.0');
  expect(unread).toEqual(['--max-num-queued-reqs 9', '--brand-new=1']);
  expect(args.port).toBe(80);
  expect(refused('vllm serve a/b --brand-new=1', '0.27.0').message).toContain('--brand-new=1');
  expect(refused('vllm serve a/b --task=embed', '0.33.0').message).toContain('--task=embed');
  expect(refused('vllm serve a/b --port x', '0.33.0').message).toContain('invalid int value');
});

test('a nightly image is newer than the table', () => {
  const nightly = versionOfImage('vllm/vllm-tpu:nightly');
  expect(parseCommand(['vllm', 'serve', 'a/b', '--brand-new'], nightly).unread).toEqual(['--brand-new']);
});

test.each([
  ['False', false],
  ['true', true],
])('before 0.9.0 a flag takes %s', (word, value) => {
  const { nonDefault } = parsed(`vllm serve a/b --enable-prefix-caching=${word}`, '0.8.3');
  expect(nonDefault.enable_prefix_caching).toBe(value);
});

test('every simulated argument is in the table of the arguments', () => {
  expect([...SIMULATED].filter((name) => !(name in optionRows()))).toEqual([]);
});

test('every version in a row is one that was read', () => {
  const versions = new Set([...readVersions(), 'any']);
  for (const [name, { since, until, choices = {} }] of Object.entries(optionRows())) {
    const named = [since, until, ...Object.values(choices)].filter((version) => version !== undefined);
    expect(
      named.filter((version) => !versions.has(version)),
      name,
    ).toEqual([]);
  }
});
