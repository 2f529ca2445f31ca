import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { lookGoogle } from '../../../lib/google/api.ts';
import { createClusterClient } from '../../../lib/google/cluster-client.ts';
import { gkeTarget } from '../../../lib/target/gke.ts';
import type { Target } from '../../../lib/target/target.ts';
import { gkeConfig } from './configured.ts';

/** The real gcloud prints the token of a file. */
describe('an access token that ends early, as that of a metadata server', () => {
  const { signal } = new AbortController();
  const config = gkeConfig();
  let folder: string;
  let server: Server;
  let valid: string;
  let seen: string[];
  let target: Target;

  const gives = (token: string): Promise<void> => writeFile(join(folder, 'token'), token);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'token-'));
    vi.stubEnv('RUNBOOK_HOME', folder);
    valid = 'first';
    seen = [];
    server = createServer(async (request, response) => {
      const { authorization = '' } = request.headers;
      let body = '';
      for await (const part of request) body += part;
      seen.push(`${authorization} ${body}`.trim());
      response.writeHead(authorization === `Bearer ${valid}` ? 200 : 401, { 'content-type': 'application/json' });
      response.end('{"clusters":[]}');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    await gives('first');
    const { PATH } = process.env;
    const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const environment = { PATH, HOME: folder, CLOUDSDK_AUTH_ACCESS_TOKEN_FILE: join(folder, 'token') };
    const real = await gkeTarget(config, environment);
    const own = { ...real.environment, CLOUDSDK_API_ENDPOINT_OVERRIDES_CONTAINER: apiUrl };
    target = { ...real, apiUrl, environment: own };
    expect(await target.accessToken(signal)).toBe('first');
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true });
  });

  const look = (body?: unknown) =>
    lookGoogle('CONTAINER', 'v1/clusters', { target, signal, config }, body ? { method: 'POST', body } : {});

  it('is asked for once while it is valid', async () => {
    await gives('second');
    expect(await look()).toMatchObject({ status: 200 });
    expect(seen).toEqual(['Bearer first']);
  });

  it('is renewed for a request that was refused, with the same body', async () => {
    valid = 'second';
    await gives('second');
    expect(await look({ a: 1 })).toMatchObject({ status: 200 });
    expect(seen).toEqual(['Bearer first {"a":1}', 'Bearer second {"a":1}']);
  });

  it('is not asked for again and again when the account is refused', async () => {
    valid = 'of somebody else';
    expect(await look()).toMatchObject({ status: 401 });
    expect(seen).toEqual(['Bearer first']);
  });

  it("is renewed for Google's client of the Container API", async () => {
    const client = createClusterClient(target, config.PROJECT_ID, config.CONTROL_PLANE_LOCATION, signal);
    expect(await client.clusters()).toEqual([]);
    valid = 'second';
    await gives('second');
    expect(await client.clusters()).toEqual([]);
    await client.close();
    expect(seen).toEqual(['Bearer first', 'Bearer first', 'Bearer second']);
  });

  it('stays with a request of another token, such as the key of the model server', async () => {
    const response = await target.fetch(target.apiUrl!, { headers: { authorization: 'Bearer key' } });
    expect(response.status).toBe(401);
    expect(seen).toEqual(['Bearer key']);
  });
});
