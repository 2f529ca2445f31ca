import { describe, expect, it } from 'vitest';
import { diagnose, seen } from '../../../../lib/diagnosis/index.ts';
import type { Clock } from '../../../../sandbox/core/clock.ts';
import { Random } from '../../../../sandbox/core/random.ts';
import type { FaultName } from '../../../../sandbox/data/names.ts';
import { createDownloadWorkload } from '../../../../sandbox/vllm/download/workload.ts';
import { DURATIONS, ManualClock, MINUTE, start, TestBucket, TestFaults } from '../container.ts';

const MODEL = 'meta-llama/Llama-3.1-70B';
const SCRIPT = [
  'pip install --quiet huggingface_hub==1.33.0',
  'exec hf download "$MODEL" --cache-dir /data --include "*$JOB_COMPLETION_INDEX-of-*.safetensors"',
].join('\n');

function stage(index: number, clock: Clock, bucket: TestBucket, faults = new TestFaults(), startedAt = clock.now()) {
  const lines: string[] = [];
  const exits: { code: number; at: number }[] = [];
  const running = createDownloadWorkload({ durations: DURATIONS, faults }).start({
    clock,
    random: new Random('test'),
    pod: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p', uid: 'u', resourceVersion: '1', creationTimestamp: '' },
    },
    name: 'stage',
    image: 'python:3.12.11-slim-bookworm',
    args: ['sh', '-ec', SCRIPT],
    env: { MODEL, JOB_COMPLETION_INDEX: String(index), HF_TOKEN: 'hf_test' },
    mounts: { '/data': bucket },
    machine: { machineType: 'e2-standard-16', tpuChips: 0 },
    startedAt,
    address: '127.0.0.1',
    log: (text) => lines.push(text),
    exit: (code) => exits.push({ code, at: clock.now() }),
  });
  return { running, lines, exits };
}

const shardsIn = (bucket: TestBucket): string[] =>
  [...bucket.files.keys()].filter((path) => path.endsWith('.safetensors')).map((path) => path.split('/').at(-1)!);

describe('hf download', () => {
  it('fetches the shards that its pattern names, into the layout of the Hub cache', () => {
    const clock = new ManualClock();
    const bucket = new TestBucket(clock);
    const { exits } = stage(0, clock, bucket);
    clock.pass(3 * MINUTE);
    expect(exits.map(({ code }) => code)).toEqual([0]);
    expect(shardsIn(bucket)).toEqual([10, 20, 30].map((n) => `model-000${n}-of-00030.safetensors`));
    expect([...bucket.files.keys()]).toContain('models--meta-llama--Llama-3.1-70B/refs/main');
  });

  it('takes its share of the time of one process for all shards', () => {
    const clock = new ManualClock();
    const began = clock.now();
    const { exits } = stage(7, clock, new TestBucket(clock));
    clock.pass(5 * MINUTE);
    const share = (DURATIONS.weightsDownload * 0.85 * 3) / 30;
    expect(exits[0]!.at - began).toBeCloseTo(share + 10_000, -2);
  });

  it('leaves vLLM nothing to download when ten pods have done their part', () => {
    const clock = new ManualClock();
    const bucket = new TestBucket(clock);
    for (let index = 0; index < 10; index++) stage(index, clock, bucket);
    clock.pass(3 * MINUTE);
    expect(new Set(shardsIn(bucket)).size).toBe(30);
    const { lines } = start({ clock, mount: bucket });
    clock.pass(2 * MINUTE);
    expect(lines.map(({ text }) => text).join('\n')).toContain('Found weights from local: /data/models--meta-llama');
  });

  it('continues after a restart and ends at its original time', () => {
    const clock = new ManualClock();
    const bucket = new TestBucket(clock);
    const startedAt = clock.now();
    const first = stage(1, clock, bucket);
    clock.pass(MINUTE);
    first.running.stop();
    const { exits } = stage(1, clock, bucket, new TestFaults(), startedAt);
    clock.pass(3 * MINUTE);
    expect(shardsIn(bucket)).toHaveLength(3);
    expect(exits[0]!.at - startedAt).toBeCloseTo((DURATIONS.weightsDownload * 0.85 * 3) / 30 + 10_000, -2);
  });

  it.each<[FaultName, string]>([
    ['hf-token-invalid', 'HF_TOKEN'],
    ['hf-license', 'HF_LICENCE'],
    ['hub-timeout', 'HF_UNREACHABLE'],
  ])('ends with %s in words that are known as %s', (fault, code) => {
    const clock = new ManualClock();
    const faults = new TestFaults();
    faults.add(fault);
    const { lines, exits } = stage(1, clock, new TestBucket(clock), faults);
    clock.pass(MINUTE);
    expect(exits.map((exit) => exit.code)).toEqual([1]);
    expect(diagnose(seen('log', lines))?.code).toBe(code);
  });

  it('fails with the operating system’s message when the bucket is not writable', () => {
    const clock = new ManualClock();
    const bucket = new TestBucket(clock);
    bucket.refuses = true;
    const { lines, exits } = stage(1, clock, bucket);
    clock.pass(MINUTE);
    expect(exits.map((exit) => exit.code)).toEqual([1]);
    expect(diagnose(seen('log', lines))?.code).toBe('READ_ONLY');
  });
});
