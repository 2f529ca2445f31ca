import { describe, expect, it } from 'vitest';
import { diagnoseText } from '../../../lib/diagnosis/index.ts';

const codes = (text: string): readonly string[] => diagnoseText(text).map(({ code }) => code);

const INVALID = "ValueError: Invalid repository ID or local directory specified: 'acme/model'.";
const NO_FOLDER =
  "OSError: acme/model is not a local folder and is not a valid model identifier listed on 'https://huggingface.co/models'";
const URL = 'https://huggingface.co/api/models/acme/model/tree/main';

describe('an answer of the Hub', () => {
  it.each([
    ['429 Client Error: Too Many Requests', 'HF_RATE_LIMIT'],
    ['401 Client Error: Unauthorized', 'HF_TOKEN'],
    ['403 Client Error: Forbidden', 'HF_LICENCE'],
    ['503 Server Error: Service Unavailable', 'HF_UNREACHABLE'],
  ])('%s is the cause, and the name of the model that is refused after it is not', (answer, code) => {
    for (const end of [INVALID, NO_FOLDER])
      for (const between of [' ', '\n', '\n  ', ' │\n│ '])
        expect(codes(`requests.exceptions.HTTPError: ${answer} for url:${between}${URL}\n${end}`)).toEqual([code]);
  });

  it('404 is about the name of the model', () => {
    expect(codes(`404 Client Error: Not Found for url: ${URL}\n${NO_FOLDER}`)).toEqual(['HF_MODEL_MISSING']);
  });

  it('that comes again after a retry is not over', () => {
    const text = `ERROR 429 Too Many Requests for url: ${URL}\nRetrying in 1s\nERROR 429 Too Many Requests\n${INVALID}`;
    expect(codes(text)).toEqual(['HF_RATE_LIMIT']);
  });
});

describe('a refused name of a model', () => {
  it('is no wrong argument', () => {
    const text = `1 validation error for ModelConfig\n  Value error, ${INVALID.replace('ValueError: ', '')}`;
    expect(codes(text)).toEqual(['HF_MODEL_MISSING']);
  });
});

describe('a limit of open files', () => {
  it.each([
    'requests.exceptions.ConnectionError: HTTPSConnectionPool(host=\'huggingface.co\', port=443): Max retries exceeded with url: /api (Caused by NewConnectionError("[Errno 24] Too many open files"))',
    'RuntimeError: unable to open shared memory object </torch_1_2> in read-write mode: Too many open files (24)',
    'socket: Too many open files (24)',
    'http: Accept error: accept tcp [::]:8080: accept4: too many open files; retrying in 5ms',
  ])('is no fault of the host or of the memory: %s', (line) => {
    expect(codes(line)).toEqual(['OPEN_FILES']);
  });

  it('is not the limit of watches', () => {
    expect(codes('failed to create fsnotify watcher: too many open files')).toEqual(['WATCH_LIMIT']);
  });
});
