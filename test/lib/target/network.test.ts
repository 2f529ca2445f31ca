import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { gcloud, kubectl } from '../../../lib/command/command.ts';
import { askGoogle } from '../../../lib/google/api.ts';
import { passingError } from '../../../lib/retry/retry.ts';
import { connect } from '../../../lib/runner/run.ts';
import { Disposer } from '../../../lib/session/disposer.ts';
import type { Session } from '../../../lib/session/session.ts';
import { callsWith } from '../../../lib/target/calls.ts';
import { useNetwork, withoutProxyOnLoopback } from '../../../lib/target/network.ts';
import { gkeConfig } from './configured.ts';
import { type Gateway, gateway } from './gateway.ts';

const CONTROL_PLANE = 'control-plane.example.com';

describe('on Google Cloud, behind a proxy with its own certificate authority', () => {
  let folder: string;
  let company: Gateway;
  let session: Session;
  const opened = new Disposer();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'network-'));
    vi.stubEnv('RUNBOOK_HOME', folder);
    company = await gateway(['*.googleapis.com', CONTROL_PLANE], (path) =>
      path.includes('query') ? { status: 'success', data: { resultType: 'vector', result: [] } } : { items: [] },
    );
    const [authority, token] = [join(folder, 'company.pem'), join(folder, 'token')];
    await writeFile(authority, company.authority);
    await writeFile(token, 'ya29.of-nobody');
    const { PATH, LANG } = process.env;
    const environment = {
      PATH,
      LANG,
      HOME: folder,
      https_proxy: company.proxy,
      SSL_CERT_FILE: authority,
      REQUESTS_CA_BUNDLE: authority,
      CLOUDSDK_CONFIG: join(folder, 'gcloud'),
      CLOUDSDK_AUTH_ACCESS_TOKEN_FILE: token,
    };
    const { signal } = new AbortController();
    session = await connect(gkeConfig(), environment, { write: () => undefined }, signal, opened);
    await writeFile(
      session.target.environment.KUBECONFIG!,
      JSON.stringify({
        clusters: [{ name: 'c', cluster: { server: `https://${CONTROL_PLANE}` } }],
        users: [{ name: 'u', user: { token: 'of-nobody' } }],
        contexts: [{ name: 'gke_my-project-123_us-east5_vllm-tpu', context: { cluster: 'c', user: 'u' } }],
      }),
    );
  });
  afterAll(async () => {
    await opened.dispose();
    await company.close();
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true });
  });

  const through = async (ask: () => Promise<unknown>): Promise<string> => {
    company.seen.length = 0;
    await ask();
    return company.seen.join('\n');
  };

  it('gcloud uses the proxy', async () => {
    const seen = await through(() => session.ask(gcloud`storage buckets list`));
    expect(seen).toContain('storage.googleapis.com GET /storage/v1/b');
  });

  it('kubectl uses the proxy', async () => {
    expect(await through(() => session.ask(kubectl`version`))).toContain(`${CONTROL_PLANE} GET /version`);
  });

  it('requests to the REST APIs use the proxy', async () => {
    const seen = await through(() => askGoogle('STORAGE', 'b/mine', session));
    expect(seen).toContain('storage.googleapis.com GET /storage/v1/b/mine');
  });

  it('Google’s client of the Container API uses the proxy', async () => {
    expect(await through(() => session.cluster.clusters())).toMatch(/^container\.googleapis\.com(:443)? GET \/v1\/pro/);
  });

  it('PromQL queries use the proxy', async () => {
    const seen = await through(() => session.metrics.query('up'));
    expect(seen).toMatch(/^monitoring\.googleapis\.com(:443)? GET .*\/query/);
  });

  it('Google’s client of Cloud Monitoring uses the proxy', async () => {
    const range = { filter: 'metric.type = "x"', start: 0, end: 60_000 };
    const seen = await through(() => session.metrics.listTimeSeries(range));
    expect(seen).toMatch(/^monitoring\.googleapis\.com(:443)? GET .*timeSeries/);
  });

  it('requests to the loopback bypass the proxy', async () => {
    const here = createServer((_, response) => response.end('here')).listen(0, '127.0.0.1');
    await once(here, 'listening');
    const url = `http://127.0.0.1:${(here.address() as AddressInfo).port}/`;
    await useNetwork({ http_proxy: company.proxy, ALL_PROXY: company.proxy });
    expect(await (await fetch(url)).text()).toBe('here');
    here.close();
  });
});

describe('a proxy that is off', () => {
  const proxy = 'http://127.0.0.1:9';

  it('is named by each request, and not by its host', async () => {
    await useNetwork({ https_proxy: proxy });
    await expect(callsWith({ https_proxy: proxy }).fetch('https://storage.googleapis.com')).rejects.toMatchObject({
      code: 'TARGET_UNREACHABLE',
      message: 'Unable to connect to proxy 127.0.0.1:9',
      diagnosis: 'PROXY',
    });
  });

  it('is not tried again', async () => {
    const error = await callsWith({ https_proxy: proxy })
      .fetch('https://storage.googleapis.com')
      .catch((caught: unknown) => caught);
    expect(passingError(error)).toBeUndefined();
  });

  it('is not blamed for a host that refuses', async () => {
    await expect(callsWith({ https_proxy: proxy }).fetch('http://127.0.0.1:2')).rejects.toThrow('fetch failed');
  });
});

describe('the variables of a network', () => {
  it.each([
    [{ https_proxy: 'ftp://proxy.example.com' }, 'https_proxy'],
    [{ NODE_EXTRA_CA_CERTS: '/nowhere/company.pem' }, 'NODE_EXTRA_CA_CERTS'],
  ])('are named when they are invalid: %o', async (environment, name) => {
    await expect(useNetwork(environment)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining(name),
      remedy: expect.stringContaining(`unset ${name}`),
    });
  });

  it('keep the hosts of no_proxy, and add the loopback', () => {
    expect(withoutProxyOnLoopback({ NO_PROXY: '.example.com' }).no_proxy).toBe(
      '.example.com,localhost,127.0.0.1,127.0.0.0/8,::1',
    );
  });
});
