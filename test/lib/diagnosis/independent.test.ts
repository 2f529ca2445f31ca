import { describe, expect, it } from 'vitest';
import { areIndependent } from '../../../lib/diagnosis/independent.ts';
import { diagnoseText, type Seen } from '../../../lib/diagnosis/index.ts';

const codes = (text: string): readonly string[] =>
  diagnoseText(text)
    .map(({ code }) => code)
    .sort();
const match = (seen: Partial<Seen>, groups = {}) => ({
  seen: { by: 'log', line: JSON.stringify(seen), ...seen } as const,
  groups,
});

describe('a specific cause leaves a general one', () => {
  it('of another pod', () => {
    const event = (pod: string, message: string): string =>
      `2m  Warning  Failed  pod/${pod}  Failed to pull image${message}`;
    const specific = event('vllm-tpu-a', ' "vllm/vllm-tpu:none": not found');
    const general = (pod: string): string => event(pod, ': ErrImagePull');
    expect(codes(`${specific}\n${general('vllm-tpu-a')}`)).toEqual(['IMAGE_NOT_FOUND']);
    expect(codes(`${specific}\n${general('vllm-tpu-b')}`)).toEqual(['IMAGE_NOT_FOUND', 'IMAGE_PULL']);
  });

  it('of another quota', () => {
    const quota = (name: string): string => `Quota '${name}' exceeded.  Limit: 0.0 in region us-east5.`;
    expect(codes(`${quota('TPUS_PER_TPU_FAMILY')}\n${quota('SSD_TOTAL_GB')}`)).toEqual(['QUOTA', 'TPU_QUOTA']);
  });

  it('of another day', () => {
    const reset = 'ERROR Connection aborted by the peer';
    const proxy = 'ERROR ProxyError: Tunnel connection failed';
    expect(codes(`2026-11-28 10:00:00 ${reset}\n2026-11-28 10:00:05 ${proxy}`)).toEqual(['PROXY']);
    expect(codes(`2026-11-27 10:00:00 ${reset}\n2026-11-28 10:00:05 ${proxy}`)).toEqual(['CONNECTION', 'PROXY']);
  });

  it('of another pod that kubectl describes', () => {
    const described = (pod: string, message: string): string =>
      [`Name:             ${pod}`, 'Priority:         0', 'Events:', `  Warning  Failed  2m  kubelet  ${message}`].join(
        '\n',
      );
    const specific = described('vllm-tpu-a', 'Failed to pull image "vllm/vllm-tpu:none": not found');
    const general = 'Error: ImagePullBackOff';
    expect(codes(`${specific}\n${described('vllm-tpu-a', general)}`)).toEqual(['IMAGE_NOT_FOUND']);
    expect(codes(`${specific}\n${described('vllm-tpu-b', general)}`)).toEqual(['IMAGE_NOT_FOUND', 'IMAGE_PULL']);
  });
});

it('says both of a full node and a lost one', () => {
  const line =
    '0/2 nodes are available: 1 Insufficient cpu, 1 node(s) had untolerated taint {node.kubernetes.io/not-ready: }.';
  expect(codes(line)).toEqual(['NODE_LOST', 'NO_ROOM']);
});

describe('two messages are independent', () => {
  it.each([
    ['one of a tool, one of a pod', { by: 'kubectl' }, { by: 'log' }, true],
    ['two of pods, by the kubelet and the container', { by: 'event' }, { by: 'log' }, false],
    ['two of different pods', { pod: 'a' }, { pod: 'b' }, true],
    ['two of a pod', { pod: 'a', by: 'event' }, { pod: 'a', by: 'log' }, false],
    ['two that are an hour apart', { at: 0 }, { at: 3_600_000 }, true],
    ['two that are a minute apart', { at: 0 }, { at: 60_000 }, false],
    ['two without a time', {}, { at: 60_000 }, false],
  ] as const)('%s: %s and %s', (_, one, other, expected) => {
    expect(areIndependent(match(one), match(other))).toBe(expected);
  });

  it('that name different things, but not one thing in two ways', () => {
    const image = (name: string) => match({ line: name }, { image2: name });
    expect(areIndependent(image('a/b:1'), image('a/c:1'))).toBe(true);
    expect(areIndependent(image('a/b:1'), image('docker.io/a/b:1'))).toBe(false);
  });

  it('never when they are one line', () => {
    expect(areIndependent(match({ line: 'x' }, { host: 'a' }), match({ line: 'x' }, { host: 'b' }))).toBe(false);
  });
});

it('counts how often a probe failed, and asks for patience only', () => {
  const [found] = diagnoseText(
    '  Warning  Unhealthy  7m3s (x53 over 11m)  kubelet  Startup probe failed: Get "http://10.7.5.70:8000/health": dial tcp 10.7.5.70:8000: connect: connection refused',
  );
  expect(found).toMatchObject({
    code: 'PROBE',
    confidence: 'possible',
    parameters: { probe: 'Startup', port: '8000', times: '53', span: '11m' },
  });
});
