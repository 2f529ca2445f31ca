import { describe, expect, it } from 'vitest';
import { diagnoseText } from '../../../lib/diagnosis/index.ts';

const told = (text: string) => diagnoseText(text).map(({ code, parameters }) => ({ code, parameters }));
const codes = (text: string): readonly string[] => diagnoseText(text).map(({ code }) => code);

describe('a counter of failures', () => {
  it.each([
    'Failed requests:                         0         ',
    'Errors: 0',
    'Errors: 0, Timeouts: 0',
    'Failures: 0, errors 0',
    'Failed: 0/100',
    ' Name                 # reqs      # fails     Avg     Min     Max  |  Median   req/s failures/s',
    ' POST /v1/completions    951    0(0.00%)     386     209    1790  |     270    3.16    0.00',
    'changed=1 unreachable=0 failed=0 skipped=1',
    '| Failed requests | 0 |',
    'Error rate: 0.00%',
    'Socket errors: connect 0, read 0, write 0, timeout 0',
    'Total: 5  Failed: 0  Passed: 5',
    'Number Of Errored Requests: 0',
    'http_req_failed................: 0.00% ✓ 0        ✗ 100',
  ])('of zero is no failure: %s', (line) => {
    expect(codes(line)).toEqual([]);
  });

  it.each([
    ['Failed requests:                         10', { failed: '10' }],
    ['Successful requests:                     0', { successful: '0' }],
    ['Thread [0] had error: OpenAI response returns HTTP code 500:', { status: '500' }],
    [
      "httpx.HTTPStatusError: Server error '500 Internal Server Error' for url 'http://localhost:8000/v1/completions'",
      { status: '500' },
    ],
    [
      'requests.exceptions.HTTPError: 503 Server Error: Service Unavailable for url: http://10.0.0.4/v1/completions',
      { status: '503' },
    ],
    [' POST /v1/completions       951  622(65.40%)     386     209    1790', { failed: '622', rate: '65.40%' }],
    ['http_req_failed................: 12.50% ✓ 1        ✗ 7', { rate: '12.50%' }],
  ])('above zero is one: %s', (line, parameters) => {
    expect(told(line)).toEqual([{ code: 'REQUESTS_FAIL', parameters }]);
  });

  it('that is part of a sentence, or of another word, hides nothing', () => {
    expect(codes('The job failed: 0 of 3 pods are ready')).toEqual(['UNKNOWN']);
    expect(codes('Request failed with status code: 0')).toEqual(['UNKNOWN']);
    expect(codes('connection failed after retries: 0')).toEqual(['UNKNOWN']);
    expect(codes('State: failed exit=0 failures=1')).toEqual(['UNKNOWN']);
  });
});

describe('the report of a load client', () => {
  const bar = '100%|████| 100/100 [00:02<00:00, 34.85it/s]';

  it('is compared with the progress bar before it', () => {
    expect(told(`${bar}\nSuccessful requests:                     1`)[0]?.parameters).toMatchObject({
      successful: '1 of 100',
      total: '100',
    });
    expect(codes(`${bar}\nSuccessful requests:                     100`)).toEqual([]);
  });

  it('gives way to the cause of the failures', () => {
    expect(
      codes(`ConnectionRefusedError: [Errno 111] Connect call failed ('127.0.0.1', 8000)
Failed requests:   10`),
    ).not.toContain('REQUESTS_FAIL');
  });

  it('of ApacheBench may count answers of different lengths', () => {
    const lengths = (exceptions: number): string =>
      `Failed requests:        9\n   (Connect: 0, Receive: 0, Length: 9, Exceptions: ${exceptions})`;
    expect(codes(lengths(0))).toEqual([]);
    expect(codes(lengths(3))).toEqual(['REQUESTS_FAIL']);
  });
});

describe("a load client's own traceback", () => {
  const file = 'File "/usr/lib/python3.12/site-packages/guidellm/benchmark/main.py", line 12, in run';

  it('is no failure of the server', () => {
    expect(codes(`Traceback (most recent call last):\n  ${file}\nTypeError: 'NoneType' object`)).toEqual([
      'CLIENT_ERROR',
    ]);
  });
});
