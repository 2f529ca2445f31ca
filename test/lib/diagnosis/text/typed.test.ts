import { describe, expect, it } from 'vitest';
import { diagnoseText } from '../../../../lib/diagnosis/index.ts';

const codes = (text: string) => diagnoseText(text).map(({ code }) => code);

describe('words that a person typed', () => {
  it.each([
    `vllm: error: unrecognized arguments: --reasoning-config {"end": "preempted"}`,
    `vllm: error: argument --reasoning-config: invalid loads value: '{"end": "preempted'`,
    `docker run --rm vllm/vllm-openai --reasoning-config '{"end": "preempted"}'\nvllm: error: unrecognized arguments: --reasoning-config`,
    `  - --reasoning-config={"end": "preempted"}\nvllm: error: unrecognized arguments: --reasoning-config`,
  ])('show no cause: %s', (text) => {
    expect(codes(text)).toEqual(['SERVER_ARGUMENT']);
  });

  it('are not what a node reports', () => {
    expect(codes('the instance was preempted')).toEqual(['NODE_LOST']);
  });
});

describe('a line without a failure', () => {
  it.each([
    '2025-05-14 17:41:26.325 1645354 uvicorn.error INFO:     Started server process [1645354]',
    'uvicorn.error INFO:     Waiting for application startup.',
    'This might loop forever if there was some uncaught error during start',
  ])('is passed over: %s', (text) => {
    expect(codes(text)).toEqual([]);
  });

  it.each(['uvicorn.error ERROR:    the start failed', 'The request might have failed if there is an error'])(
    'is told from a failure: %s',
    (text) => {
      expect(codes(text)).toEqual(['UNKNOWN']);
    },
  );
});
