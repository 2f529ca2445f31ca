import { expect, test } from 'vitest';
import { serverCommand } from '../../../../sandbox/vllm/arguments/command.ts';
import { shellArguments } from './given.ts';

const SERVE = 'vllm serve meta-llama/Llama-3.1-8B --max-model-len 2048';

test.each([
  [['sh', '-c', SERVE]],
  [['/bin/bash', '-c', SERVE]],
  [['bash', '-lc', SERVE]],
  [['bash', '-e', '-c', SERVE]],
  [['/bin/bash', '-c', '--', SERVE]],
  [['bash', '-c', '-e', SERVE, 'name']],
  [['sh', '-c', `exec ${SERVE}`]],
  [['sh', '-c', `set -ex; cd /workspace && ${SERVE}`]],
  [['sh', '-c', `${SERVE} 2>&1 | tee /tmp/log`]],
  [['sh', '-c', `${SERVE} > /tmp/log 2>&1`]],
  [['sh', '-c', 'vllm serve \\\n  meta-llama/Llama-3.1-8B \\\n  --max-model-len 2048']],
  [['sh', '-c', '# the server\nvllm serve "meta-llama/Llama-3.1-8B" --max-model-len=\'2048\'\n']],
  [['sh', '-c', 'python3 -m vllm.entrypoints.openai.api_server --model meta-llama/Llama-3.1-8B --max_model_len=2048']],
  [['bash', '-c', 'MODEL=meta-llama/Llama-3.1-8B\nvllm serve $MODEL --max-model-len ${LENGTH:-2048}']],
  [['bash', '-c', 'export MODEL="meta-llama/Llama-3.1-8B"; vllm serve "${MODEL}" --max-model-len 2048']],
])('reads the server in %j', (words) => {
  const { args } = shellArguments(words);
  expect(args).toMatchObject({ model: 'meta-llama/Llama-3.1-8B', max_model_len: 2048 });
});

test("expands the container's variables, and splits those without quotes", () => {
  const env = { MODEL: 'a/b', EXTRA: '--port 9 --max-num-seqs=4' };
  const { args } = shellArguments(['sh', '-c', 'vllm serve $MODEL $EXTRA --served-model-name "$NOTHING" x'], env);
  expect(args).toMatchObject({ model: 'a/b', port: 9, max_num_seqs: 4, served_model_name: ['', 'x'] });
});

test('gives the server the variables that the shell sets for it', () => {
  const words = ['sh', '-c', 'export A=1; VLLM_XLA_CACHE_PATH=/data exec vllm serve a/b'];
  expect(shellArguments(words).variables).toEqual({ A: '1', VLLM_XLA_CACHE_PATH: '/data' });
});

test("names the shell's other commands", () => {
  expect(shellArguments(['sh', '-c', `pip install x && ${SERVE} | tee log`]).others).toEqual([
    'pip install x',
    'tee log',
  ]);
});

test.each([
  [['sleep', 'infinity']],
  [['sh', '-c', 'sleep 10']],
  [['bash']],
  [['python3', 'train.py']],
  [['vllm', 'bench']],
])('%j starts no server', (words) => {
  expect(serverCommand(words, {})).toBeUndefined();
});

test('the entrypoint of the image is the server', () => {
  expect(serverCommand([], {})).toMatchObject({ argv: [] });
  expect(serverCommand(['--model=a/b'], {})).toMatchObject({ argv: ['--model=a/b'] });
});
