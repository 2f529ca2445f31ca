import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Laptop, laptop, processes, processesWith } from '../../e2e/laptop.ts';

const TOKEN = 'hf_exposureTokenThatMustStayHidden';
const KEY = 'exposureKeyThatMustStayHidden';

describe('the model server with each value of EXPOSE', () => {
  let place: Laptop;
  let home: string;
  let untouched: Record<string, string>;
  /** Commands of the runbook without a project or a context. */
  const vague = new Set<string>();
  /** Processes with a secret in their arguments or environment. */
  const seen = new Set<string>();
  let output = '';
  let looking: NodeJS.Timeout;

  beforeAll(async () => {
    home = await hostileHome();
    untouched = await filesBelow(home);
    place = await laptop({ HOME: home, KUBECONFIG: join(home, '.kube/config') });
    await writeFile(join(place.folder, '.env'), `HF_TOKEN=${TOKEN}\n`);
    looking = setInterval(async () => {
      for (const { cmdline, environ } of await processes()) {
        if (isVague(cmdline, environ, place.folder)) vague.add(cmdline);
        if ([TOKEN, KEY].some((secret) => cmdline.includes(secret) || environ.includes(secret))) seen.add(cmdline);
      }
    }, 100);
  });
  afterAll(async () => {
    clearInterval(looking);
    await place.clear();
    await rm(home, { recursive: true });
  });

  async function expose(variables: NodeJS.ProcessEnv, ...args: string[]): Promise<string> {
    const settings = { HF_TOKEN: TOKEN, ...variables };
    const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
    await writeFile(join(place.folder, '.env'), lines.join(''));
    const ended = await place.run('runbook/index.ts', ['--keep', '--report', 'run.json', ...args]);
    output += ended.output;
    expect(ended, ended.output).toMatchObject({ code: 0 });
    return ended.output;
  }

  // biome-ignore lint/suspicious/noExplicitAny: the fields of a Service that the tests look at
  async function service(): Promise<any> {
    const { output: exports } = await place.run('sandbox/cli.ts', ['env']);
    const command = `${exports}\nkubectl get service vllm-service -n vllm -o json --context=gke_vllm-tpu-sandbox_us-east5_vllm-tpu`;
    const { stdout } = await promisify(execFile)('bash', ['-c', command], { env: place.environment });
    return JSON.parse(stdout);
  }

  /** The status of a completion over a new connection: a kept one outlives a change of the address ranges. */
  const complete = async (address: string, headers: Record<string, string> = {}): Promise<number | undefined> => {
    const asked = request(`http://${address}/v1/completions`, {
      method: 'POST',
      agent: false,
      headers: { 'content-type': 'application/json', ...headers },
    }).end(JSON.stringify({ model: 'meta-llama/Llama-3.1-70B', prompt: 'San', max_tokens: 1 }));
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    return response.resume().statusCode;
  };

  it('port-forward: creates no load balancer and sends the completion through kubectl', async () => {
    const output = await expose({ EXPOSE: 'port-forward' }, '--to', '07');
    expect(output).toMatch(/\$ kubectl port-forward service\/vllm-service :8000 --address=127\.0\.0\.1/);
    expect(output).toContain('"object": "text_completion"');
    expect((await service()).spec.type).toBe('ClusterIP');
    expect(await processesWith('port-forward')).toEqual([]);
  });

  it('reports the finished steps and the cost so far as JSON', async () => {
    const { code, output } = await place.run('runbook/index.ts', ['--status', '--json', '--to', '08']);
    const status = JSON.parse(output.slice(output.indexOf('\n{')));
    expect(code).toBe(1);
    expect(status).toMatchObject({ target: 'sandbox', done: false, cost: { known: true } });
    const undone = status.steps.filter(({ done }: { done: boolean }) => !done);
    expect(undone.map(({ id }: { id: string }) => id)).toEqual(['08-metrics-adapter']);
    expect(status.cost.soFar).toBeGreaterThan(0);
    expect(status.cost.perHour).toBeCloseTo(21.73);
  });

  it('public: warns, and requires the key, which the runbook sends', async () => {
    const output = await expose({ EXPOSE: 'public', VLLM_API_KEY: KEY }, '--from', '03', '--to', '07');
    expect(output).toContain('the whole Internet can reach the model server');
    expect(output).toContain('"object": "text_completion"');
    const { spec, status } = await service();
    expect(spec.loadBalancerSourceRanges).toBeUndefined();
    const address = `${status.loadBalancer.ingress[0].ip}:8000`;
    expect(await complete(address)).toBe(401);
    expect(await complete(address, { authorization: `Bearer ${KEY}` })).toBe(200);
  });

  it('cidr: the load balancer admits only the range', async () => {
    await expose({ EXPOSE_CIDR: '10.0.0.0/8', VLLM_API_KEY: KEY }, '--only', '06');
    const { spec, status } = await service();
    expect(spec.loadBalancerSourceRanges).toEqual(['10.0.0.0/8']);
    await expect(complete(`${status.loadBalancer.ingress[0].ip}:8000`)).rejects.toMatchObject({ code: 'ECONNRESET' });
    await expose({ VLLM_API_KEY: KEY }, '--from', '06', '--to', '07');
  });

  it('internal: creates a load balancer inside the VPC', async () => {
    await expose({ EXPOSE: 'internal', VLLM_API_KEY: KEY }, '--only', '06');
    const { metadata, spec } = await service();
    expect(metadata.annotations['networking.gke.io/load-balancer-type']).toBe('Internal');
    expect(spec.loadBalancerSourceRanges).toBeUndefined();
  });

  it('does not change without a change of variables', async () => {
    expect(await expose({ EXPOSE: 'internal', VLLM_API_KEY: KEY }, '--only', '06')).toContain('already done');
  });

  it("names context, kubeconfig and project in every command, and does not change the user's files", async () => {
    expect([...vague]).toEqual([]);
    expect(await filesBelow(home)).toEqual(untouched);
  });

  it('shows neither the token nor the key in an argument, environment, output, report or file', async () => {
    expect([...seen]).toEqual([]);
    const secrets = [TOKEN, KEY].flatMap((secret) => [secret, Buffer.from(secret).toString('base64')]);
    const found = Object.entries(await filesBelow(place.folder))
      .filter(([, text]) => secrets.some((secret) => text.includes(secret)))
      .map(([file]) => file)
      // The user's .env and the cluster's store contain the secrets.
      .filter((file) => file !== join(place.folder, '.env') && !STORE.test(file));
    expect(found).toEqual([]);
    expect(secrets.filter((secret) => output.includes(secret))).toEqual([]);
  });
});

const STORE = /\.sandbox\/(journal|snapshot|database|state)/;

/** A home whose kubeconfig and gcloud configuration point elsewhere, with the names that the runbook uses. */
async function hostileHome(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'runbook-home-'));
  const context = 'gke_vllm-tpu-sandbox_us-east5_vllm-tpu';
  const kubeconfig = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': context,
    contexts: [{ name: context, context: { cluster: context, user: context, namespace: 'elsewhere' } }],
    clusters: [{ name: context, cluster: { server: 'https://127.0.0.1:9' } }],
    users: [{ name: context, user: { token: 'somebody' } }],
  };
  const gcloud = join(home, '.config/gcloud');
  await mkdir(join(gcloud, 'configurations'), { recursive: true });
  await mkdir(join(home, '.kube'));
  await writeFile(join(home, '.kube/config'), JSON.stringify(kubeconfig));
  await writeFile(join(gcloud, 'active_config'), 'default');
  await writeFile(
    join(gcloud, 'configurations/config_default'),
    '[core]\nproject = elsewhere\naccount = somebody@example.com\n[api_endpoint_overrides]\ncontainer = http://127.0.0.1:9/\n',
  );
  return home;
}

/** The text of each file, by its path. */
async function filesBelow(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((one) => one.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  return Object.fromEntries(await Promise.all(paths.map(async (path) => [path, await readFile(path, 'utf8')])));
}

/** Whether a process of the runbook uses the current project or context instead of naming one. */
function isVague(cmdline: string, environ: string, folder: string): boolean {
  if (!environ.includes(folder)) return false;
  if (/^(\S*\/)?kubectl /.test(cmdline)) {
    return !cmdline.includes('--context=gke_') || !environ.includes(`KUBECONFIG=${folder}`);
  }
  return / \S*gcloud\.py /.test(cmdline) && !cmdline.includes('--project=');
}
