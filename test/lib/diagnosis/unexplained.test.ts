import { describe, expect, it } from 'vitest';
import { diagnoseText } from '../../../lib/diagnosis/index.ts';

const codes = (...lines: readonly string[]): readonly string[] =>
  diagnoseText(lines.join('\n')).map(({ code }) => code);

const LIKELY = 'OSError: You are trying to access a gated repo.';
const OTHER = 'acme.sidecar.SidecarError: the sidecar has lost its lease';

describe('an error that no cause explains', () => {
  it('is told after causes of which none is certain', () => {
    const found = diagnoseText([LIKELY, OTHER, OTHER].join('\n'));
    expect(found).toMatchObject([
      { code: 'HF_GATED', confidence: 'likely' },
      { code: 'UNKNOWN', confidence: 'possible', evidence: [`${OTHER} (2 times)`] },
    ]);
  });

  it('is one of the model server where the text has its sign', () => {
    expect(codes(`(EngineCore pid=7) ${LIKELY}`, `(EngineCore pid=7) ${OTHER}`)).toEqual([
      'HF_GATED',
      'MODEL_SERVER_ERROR',
    ]);
  });

  it('follows from a cause that is certain', () => {
    const certain = `Access to model a/b is restricted and you are not in the authorized list.`;
    expect(codes(`ERROR 11-28 22:00:00 [core.py:1] ${certain}`, OTHER)).toEqual(['HF_LICENCE']);
  });

  it.each([
    [
      'a line that a more general cause explains',
      "OSError: We couldn't connect to 'https://huggingface.co' to load the files.",
    ],
    ['a pointer to another error', 'RuntimeError: Engine core initialization failed. See root cause above.'],
    ['a warning', 'WARNING 11-28 22:00:00 [core.py:1] the cache failed'],
    ['the code in a traceback', '  File "/app/run.py", line 7, in fail_or_error'],
  ])('is not %s', (_, line) => {
    expect(codes(LIKELY, line)).toEqual(['HF_GATED']);
  });
});

describe('a text without a known cause', () => {
  const shown = (...lines: readonly string[]): readonly string[] =>
    diagnoseText(lines.join('\n')).flatMap(({ evidence }) => evidence);

  it('shows the line before a refusal of a few words', () => {
    const named = '/app/cache.py:7: UserWarning: Error writing the entry: Forbidden: https://storage.example/b/cache/o';
    expect(shown(named, 'Access denied.')).toEqual([`${named} Access denied.`]);
  });

  it('shows the message of a JSON body in the words of its API', () => {
    const body = ['{', '  "code" : 400,', '  "errors" : [ {', '    "reason" : "required"', '  } ],'];
    expect(
      shown('com.example.ResponseException: 400 Bad Request', ...body, '  "message" : "No lease was given."', '}'),
    ).toEqual(expect.arrayContaining(['googleapi: Error 400: No lease was given., required']));
  });

  it('shows the lines on which the message of an exception goes on', () => {
    const message = [
      'ValueError: the second argument must be a lease which',
      'covers the mesh, but got',
      'a mesh.',
      'INFO ok',
    ];
    expect(shown(...message)).toEqual([
      'ValueError: the second argument must be a lease which covers the mesh, but got a mesh.',
    ]);
  });

  it('shows the message below a refusal that ends with a comma', () => {
    expect(shown('ERROR: (gcloud.lease.create) ResponseError: code=400, ', 'message=The lease is over.')).toEqual([
      'ERROR: (gcloud.lease.create) ResponseError: code=400, message=The lease is over.',
    ]);
  });

  it('shows no program of a traceback', () => {
    const prefix = '(EngineCore pid=7) ERROR 11-28 22:00:00 [core.py:1] ';
    const lines = [
      'The lease failed to start.',
      'Traceback (most recent call last):',
      '  File "/a.py", line 7, in run',
      '    super().__init__(config,',
    ];
    expect(shown(...lines.map((line) => prefix + line))).toEqual(['The lease failed to start.']);
  });

  it('shows a state in the words of an API', () => {
    expect(shown('NAME  MANAGED_STATUS', 'mcrt-1  PROVISIONING', '    llm.example.io: FAILED_NOT_VISIBLE')).toEqual([
      'llm.example.io: FAILED_NOT_VISIBLE',
    ]);
    expect(shown('export LEASE_FAILED_AFTER=30 MAX_ERROR=3')).toEqual([]);
  });

  it('shows the message of a condition whose type reports a failure', () => {
    const fields = ['Message:  the lease is over', 'Reason:  OutOfLeases', 'Status:  True', 'Type:  Failed'];
    expect(shown(...fields.map((field) => `    ${field}`))).toContain('Failed True OutOfLeases the lease is over');
  });

  it('reads a reason that is an object of JSON', () => {
    const reason = { parameters: ['the lease "a" is invalid'], messageId: 'no.lease' };
    expect(shown(JSON.stringify({ rejected: [{ reason }] }, null, 2))).toEqual(['no.lease: the lease "a" is invalid']);
  });

  it('names kubectl where it speaks of pods only', () => {
    const remedies = ['Error: the lease failed', 'the pod failed'].map((text) => diagnoseText(text)[0]?.remedy ?? '');
    expect(remedies.map((remedy) => remedy.includes('kubectl'))).toEqual([false, true]);
  });
});
