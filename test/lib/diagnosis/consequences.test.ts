import { describe, expect, it } from 'vitest';
import { diagnoseText } from '../../../lib/diagnosis/index.ts';

const codes = (text: string): readonly string[] => diagnoseText(text).map(({ code }) => code);

describe('an engine that died', () => {
  const DEAD = [
    'EngineCore encountered a fatal error.',
    'vllm.v1.engine.exceptions.EngineDeadError: EngineCore encountered an issue. See stack trace (above) for the root cause.',
  ];

  it.each([
    ['COMPILER_MEMORY', 'CompileTimeScopedVmemOom: Ran out of memory in memory space vmem'],
    ['ENGINE_TIMEOUT', 'TimeoutError: RPC call to execute_model timed out.'],
    ['TPU_RUNTIME', 'jax.errors.JaxRuntimeError: INTERNAL: Core halted unexpectedly'],
  ])('is told as %s where the log names what it died of', (code, line) => {
    expect(codes([DEAD[0], line, DEAD[1]].join('\n'))).toEqual([code]);
  });

  it('is told as such where the log names nothing else', () => {
    expect(codes(DEAD.join('\n'))).toEqual(['ENGINE_DIED']);
  });
});

describe('a server that is ended while it starts', () => {
  const ENDED = '(APIServer pid=1) KeyboardInterrupt: terminated';

  it('is told as ended from outside, not as an error of its own', () => {
    expect(codes(ENDED)).toEqual(['TERMINATED']);
  });

  it('is told as its probe where an event names it', () => {
    const event = '2m11s  Normal  Killing  pod/vllm-0  Container vllm failed startup probe, will be restarted';
    expect(codes(`${ENDED}\n${event}`)).toEqual(['PROBE_BUDGET']);
  });

  it('is told as a wrong path where the probe gets 404', () => {
    const events = [
      '  Warning  Unhealthy  2m (x9 over 5m)  kubelet  Startup probe failed: HTTP probe failed with statuscode: 404',
      '  Normal   Killing    2m               kubelet  Container vllm failed startup probe, will be restarted',
    ];
    expect(codes(events.join('\n'))).toEqual(['PROBE_PATH']);
  });
});

describe('a gateway', () => {
  const ENVOY = 'upstream connect error or disconnect/reset before headers.';

  it.each([
    ['GATEWAY_BACKENDS', `${ENVOY} reset reason: connection timeout`],
    ['GATEWAY_RESET', `${ENVOY} reset reason: connection termination`],
    ['GATEWAY_RESET', `${ENVOY} retried and the latest reset reason: remote reset`],
    ['GATEWAY_TIMEOUT', 'upstream request timeout'],
    ['GATEWAY_TIMEOUT', 'jsonPayload: { statusDetails: "backend_timeout" }'],
  ])('tells as %s: %s', (code, text) => {
    expect(codes(text)).toEqual([code]);
  });
});

describe('a client that sends load', () => {
  const k6 = (error: string) =>
    `WARN[0064] Request Failed          error="Post http://192.0.2.7:8000/v1/completions: ${error}"`;

  it.each([
    ['CLIENT_TIMEOUT', 'openai.APITimeoutError: Request timed out.'],
    ['CLIENT_TIMEOUT', 'curl: (28) Operation timed out after 30001 milliseconds with 0 bytes received'],
    ['CLIENT_TIMEOUT', k6('request timeout')],
    ['CONNECTION', k6('dial tcp 192.0.2.7:8000: i/o timeout')],
  ])('tells as %s: %s', (code, text) => {
    expect(diagnoseText(text).map((one) => [one.code, one.confidence])).toEqual([[code, 'likely']]);
  });
});

describe("an error of Hugging Face's store", () => {
  const status = (code: number) =>
    `RuntimeError: Data processing error: CAS service error : ReqwestError(reqwest::Error { kind: Status(${code}) }, "https://transfer.xethub.hf.co/xorbs/x")`;
  const local = (error: string) => `RuntimeError: Data processing error: CAS service error : IO Error: ${error}`;

  it.each([
    ['HF_RATE_LIMIT', status(429)],
    ['HF_UNREACHABLE', status(503)],
    ['NO_SPACE', local('No space left on device (os error 28)')],
    ['READ_ONLY', local('Permission denied (os error 13)')],
    ['HF_DOWNLOAD', local('unexpected end of file')],
  ])('is %s, from its status or from the disk: %s', (code, text) => {
    expect(codes(text)).toEqual([code]);
  });
});

describe('a model that is not found', () => {
  it.each([
    ['MODEL_PATH', '/models/llama'],
    ['MODEL_PATH', 'gs://acme-weights/llama'],
    ['HF_MODEL_MISSING', 'acme/llama/3'],
  ])('is %s: %s', (code, model) => {
    const line = `huggingface_hub.errors.HFValidationError: Repo id must be in the form 'repo_name' or 'namespace/repo_name': '${model}'. Use \`repo_type\` argument if needed.`;
    expect(codes(line)).toEqual([code]);
  });
});

describe('a warning of Python', () => {
  const OPENING = '/usr/lib/python3/jax/compiler.py:686: UserWarning: Error writing the cache: OSError';

  it('ends with its line of source, so that its message is no failure', () => {
    expect(codes(`${OPENING}\nAccess denied.\n  warnings.warn(`)).toEqual([]);
  });

  it('has one line where no line of source follows', () => {
    expect(codes(`${OPENING}\nAccess denied.\nnext`)).toEqual(['UNKNOWN']);
  });
});
