import { describe, expect, it } from 'vitest';
import { diagnoseText } from '../../../lib/diagnosis/index.ts';

const codes = (text: string): readonly string[] => diagnoseText(text).map(({ code }) => code);
const access = (request: string, status: string) =>
  `(APIServer pid=1) INFO:     192.0.2.9:55766 - "${request} HTTP/1.1" ${status}`;

describe('a request that the server does not know', () => {
  it('is told with its path, from the access log', () => {
    expect(diagnoseText(access('POST /api/generate', '404 Not Found'))).toMatchObject([
      { code: 'REQUEST_PATH', confidence: 'likely', parameters: { path: '/api/generate' } },
    ]);
  });

  it("is told from FastAPI's answer", () => {
    expect(codes('{"detail":"Not Found"}')).toEqual(['REQUEST_PATH']);
  });

  it('is told as a wrong model where a line names the model', () => {
    const text = [access('POST /v1/completions', '404 Not Found'), 'The model `llama` does not exist.'];
    expect(codes(text.join('\n'))).toEqual(['MODEL_NAME']);
  });

  it.each([
    ['a page that a browser asks for', access('GET /favicon.ico', '404 Not Found')],
    ['an answer', access('POST /v1/completions', '200 OK')],
  ])('is not %s', (_, text) => {
    expect(codes(text)).toEqual([]);
  });

  it('is no path of a scanner of the internet', () => {
    expect(codes(access('POST /boaform/admin/formLogin', '404 Not Found'))).not.toContain('REQUEST_PATH');
  });
});

describe('a request without the key of the server', () => {
  it.each([
    access('GET /v1/models', '401 Unauthorized'),
    "openai.AuthenticationError: Error code: 401 - {'error': 'Unauthorized'}",
  ])('is told: %s', (text) => {
    expect(codes(text)).toEqual(['SERVER_KEY']);
  });
});

describe('what does not say its cause', () => {
  it('is the list of what may have ended an actor of Ray', () => {
    const text =
      'The actor is dead because its worker process has died. There are some potential root causes. (1) The process is killed by SIGKILL by OOM killer due to high memory usage. (2) ray stop --force is called.';
    expect(codes(text)).not.toContain('HOST_MEMORY');
  });
});

describe('a port of the pod itself', () => {
  it.each([
    ['Go', 'proxy.go:268] "waiting for vLLM to be ready" err="dial tcp [::1]:8200: connect: connection refused"'],
    ['curl', "curl: (7) Failed to connect to localhost port 8200 after 0 ms: Couldn't connect to server"],
    ['Node.js', 'Error: connect ECONNREFUSED 127.0.0.1:8200'],
  ])('has no server, in the words of %s', (_, text) => {
    expect(diagnoseText(text)).toMatchObject([{ code: 'NOT_LISTENING', parameters: { port: '8200' } }]);
  });

  it('is a broken connection where the host is another one', () => {
    expect(codes('error="Post http://192.0.2.7:8200/x: dial tcp 192.0.2.7:8200: connect: connection refused"')).toEqual(
      ['CONNECTION'],
    );
  });

  it('is the API server where kubectl asks for it', () => {
    const text =
      'E0607 10:00:00.000000 7 memcache.go:265] couldn\'t get current server API group list: Get "http://localhost:8080/api?timeout=32s": dial tcp 127.0.0.1:8080: connect: connection refused';
    expect(codes(text)).not.toContain('NOT_LISTENING');
  });
});

describe('the memory that is left for the KV cache', () => {
  const left = (amount: string) => `(EngineCore_DP0 pid=5) INFO 12-23 23:34:23 [gpu_worker.py:298] ${amount}`;

  it.each(['Available KV cache memory: -2.77 GiB', 'Memory statistics | total_hbm_avail_gb=-1.52GiB'])(
    'explains why the engine does not start: %s',
    (amount) => {
      expect(codes(`${left(amount)}\nERROR 12-23 23:34:23 [core.py:708] EngineCore failed to start.`)).toEqual(['HBM']);
    },
  );

  it('is no failure where some is left', () => {
    expect(codes(left('Available KV cache memory: 12.04 GiB'))).toEqual([]);
  });
});

describe('a model that tpu-inference does not have', () => {
  it('is told with its architecture', () => {
    const text =
      "UnsupportedArchitectureError: Model architectures ['GraniteMoeHybridForCausalLM'] not registered in tpu-inference.";
    expect(diagnoseText(text)).toMatchObject([
      { code: 'MODEL_UNSUPPORTED', parameters: { architecture: 'GraniteMoeHybridForCausalLM' } },
    ]);
  });
});

describe('a worker of Ray', () => {
  it.each([
    'Failed to connect to GCS at address 192.0.2.40:6379 within 5 seconds.',
    'ray.exceptions.RpcError: Timed out while waiting for GCS to become available.',
    'Exception: The current node timed out during startup. This could happen because the raylet failed to startup.',
    'Error: Missing argument --ray_address',
  ])('does not reach its head: %s', (text) => {
    expect(codes(text)).toEqual(['RAY_HEAD']);
  });
});

describe('an unknown exception', () => {
  const FIRST = "ValueError: device_put's second argument must be a Device or a Sharding which";
  const SECOND = 'represents addressable devices, but got NamedSharding(mesh=Mesh(';

  it('is shown with the lines in which its message goes on', () => {
    expect(diagnoseText(`${FIRST}\n${SECOND}\n\nnext`)[0]?.evidence).toEqual([`${FIRST} ${SECOND}`]);
    const logged = [FIRST, SECOND].map((line) => `(EngineCore pid=7) ${line}`).join('\n');
    expect(diagnoseText(logged)[0]?.evidence).toEqual([`${FIRST} ${SECOND}`]);
  });

  it('is shown without another exception after it', () => {
    const [first, second] = ['acme.pump.PumpError: no pressure', 'acme.sidecar.SidecarError: no lease'];
    expect(diagnoseText(`${first}\n${second}`)[0]?.evidence).toEqual([first, second]);
  });

  it('of the model server is told as such, however long its message is', () => {
    expect(codes(`(EngineCore pid=7) ValueError: ${'incompatible devices '.repeat(40)}`)).toEqual([
      'MODEL_SERVER_ERROR',
    ]);
  });
});
