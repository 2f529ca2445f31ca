import { describe, expect, it } from 'vitest';
import { diagnoseText } from '../../../../lib/diagnosis/index.ts';

const codes = (...lines: readonly string[]): readonly string[] =>
  diagnoseText(lines.join('\n')).map(({ code }) => code);

const WARNING =
  'W1114 17:22:44.958467       1 logging.go:59] grpc: failed to connect. Err: dial tcp: lookup a.b.svc.cluster.local on 10.0.0.2:53: no such host';

describe('a warning that says why a connection fails', () => {
  it('counts where an error names the same host', () => {
    const error = 'E1114 17:22:48.308944       1 main.go:91] "timeout" server="a.b.svc.cluster.local:9666"';
    expect(diagnoseText(`${WARNING}\n${error}`)[0]).toMatchObject({ code: 'DNS', confidence: 'likely' });
  });

  it('comes before an error that no cause explains, as a possibility', () => {
    const error = 'E1114 17:22:48.308944       1 main.go:91] "gave up" err="failed to start"';
    expect(codes(WARNING, error)).toEqual(['DNS', 'UNKNOWN']);
    expect(diagnoseText(`${WARNING}\n${error}`)[0]?.confidence).toBe('possible');
  });
});

describe('a line of information that quotes the error of a child', () => {
  const line = (message: string): string => `time="2022-10-05T10:34:03Z" level=info msg="${message}"`;

  it('counts with a certain cause only', () => {
    const missing = 'exec: \\"gke-gcloud-auth-plugin\\": executable file not found in $PATH';
    expect(codes(line(`exit status 1: getting credentials: ${missing}`))).toEqual(['AUTH_PLUGIN']);
    expect(codes(line('exit status 1: something failed'))).toEqual([]);
    expect(codes(line('stderr: connection refused, trying again'))).toEqual([]);
  });
});

describe('the start of libtpu', () => {
  it('has an error that is none', () => {
    expect(
      codes(
        'E0000 00:00:1736888216.114197      13 common_lib.cc:798] Could not set metric server port: INVALID_ARGUMENT: x',
      ),
    ).toEqual([]);
  });
});

describe('a bare AssertionError', () => {
  it('is shown with what was asserted', () => {
    const text = ['  File "/vllm/a.py", line 3, in f', '    assert a.b == 3', '           ^^^^^^^^', 'AssertionError'];
    expect(diagnoseText(text.join('\n'))[0]?.evidence).toContain('AssertionError: assert a.b == 3');
  });
});
