import { expect, test } from 'vitest';
import { ArgumentError, parseCommand } from '../../../../sandbox/vllm/arguments/parse.ts';
import { COMMAND } from '../container.ts';

function refused(command: string): ArgumentError {
  try {
    parseCommand(command.split(' '));
  } catch (error) {
    if (error instanceof ArgumentError) return error;
    throw error;
  }
  throw new Error('not refused');
}

test("reads the manifest's command", () => {
  expect(parseCommand(COMMAND).args).toMatchObject({
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
  ['vllm serve a/b --max_model_len=4k', { max_model_len: 4000 }],
  ['vllm serve a/b --max-model-len 4K', { max_model_len: 4096 }],
  ['vllm serve a/b -tp 4', { tensor_parallel_size: 4 }],
  ['vllm serve a/b --no-enable-prefix-caching', { enable_prefix_caching: false }],
  ['vllm serve a/b --served-model-name one two --port 9', { served_model_name: ['one', 'two'], port: 9 }],
  ['vllm serve a/b --gpu-memory-util 0.5', { gpu_memory_utilization: 0.5 }],
  ['vllm serve a/b --trust-remote-code --dtype bfloat16', { model: 'a/b' }],
])('reads %s', (command, expected) => {
  expect(parseCommand(command.split(' ')).args).toMatchObject(expected);
});

test.each([
  ['vllm serve a/b --foo=1 --bar 2', 'unrecognized arguments: --foo=1 --bar 2'],
  ['vllm serve a/b --port', 'argument --port: expected one argument'],
  ['vllm serve a/b --port x', "argument --port: invalid int value: 'x'"],
  ['vllm serve a/b --gpu-memory-utilization high', "argument --gpu-memory-utilization: invalid float value: 'high'"],
  [
    'vllm serve a/b --max-num 3',
    'ambiguous option: --max-num could match --max-num-seqs, --max-num-batched-tokens, --max-num-partial-prefills',
  ],
])('refuses %s as argparse does', (command, message) => {
  const error = refused(command);
  expect(error).toMatchObject({ code: 2, message });
  expect(error.lines.at(-1)).toBe(`vllm serve: error: ${message}`);
});
