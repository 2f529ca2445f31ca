import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { lookGoogle } from '../../../lib/google/api.ts';
import { placesOf } from '../../../runbook/configure/places.ts';
import { surroundings } from '../../../runbook/configure/surroundings.ts';
import { type Place, place } from '../place.ts';

describe('the zones of a project', () => {
  let at: Place;
  beforeAll(async () => {
    at = await place({ durations: { clusterCreate: '5s', nodePoolCreate: '5s' } });
  });
  afterEach(() => at.mend());
  afterAll(() => at.clear());

  const ask = () => placesOf('ct6e-standard-8t', at.session());
  const us = async (name = 'us-east5-b') => (await ask()).find(({ zone }) => zone === name)!.ways;

  it('are those that offer the machine type, with limit, usage and price of each way to buy', async () => {
    const places = await ask();
    expect(places.map(({ zone }) => zone)).toEqual(expect.arrayContaining(['us-east5-b', 'europe-west4-a']));
    expect(places.map(({ zone }) => zone)).not.toContain('us-central1-f');
    expect(await us()).toEqual({
      'on-demand': { limit: 32, used: 0, perHour: 21.6 },
      spot: { limit: 1536, used: 0, perHour: 11.2264 },
      'flex-start': { limit: 1536, used: 0, perHour: 10.8 },
    });
    expect((await us('southamerica-west1-a')).spot.perHour).toBeUndefined();
  });

  it('have no quota if the project has none', async () => {
    await at.fault('tpu-quota-zero');
    expect((await us())['on-demand'].limit).toBe(0);
  });

  it('cannot be listed before Compute Engine is enabled: the error enables it', async () => {
    await at.fault('api-disabled', { service: 'compute.googleapis.com' });
    await expect(ask()).rejects.toMatchObject({
      diagnosis: 'API_DISABLED',
      remedy: expect.stringMatching(/^gcloud services enable .*compute\.googleapis\.com/),
    });
  });

  it('have an unknown limit if Cloud Quotas refuses, and stay on offer', async () => {
    await at.fault('api-disabled', { service: 'cloudquotas.googleapis.com' });
    expect((await us())['on-demand']).toMatchObject({
      limit: undefined,
      unknown: expect.stringContaining('Cloud Quotas'),
    });
  });

  it('count the chips of running machines against the quota that they use', async () => {
    const session = at.session();
    const { release } = session.pace('wait');
    const pool = (name: string, config: object) => ({ name, initialNodeCount: 1, config });
    const nodePools = [
      pool('one', { machineType: 'ct6e-standard-8t' }),
      pool('two', { machineType: 'ct6e-standard-4t', spot: true }),
    ];
    const body = { cluster: { name: 'c', locations: ['us-east5-b'], nodePools } };
    const path = 'v1/projects/vllm-tpu-sandbox/locations/us-east5/clusters';
    expect((await lookGoogle('CONTAINER', path, session, { method: 'POST', body })).status).toBe(200);
    await vi.waitFor(async () => expect((await us()).spot.used).toBeGreaterThan(0), { timeout: 30_000, interval: 200 });
    release();
    const ways = await us();
    expect([ways['on-demand'].used, ways.spot.used]).toEqual([8, 4]);
    expect((await us('us-central1-a'))['on-demand'].used).toBe(0);
  });
});

describe('the projects', () => {
  let at: Place;
  beforeAll(async () => {
    at = await place();
  });
  afterAll(() => at.clear());

  it('are those of Resource Manager; the current one is that of gcloud', async () => {
    const { target, signal, log } = at.session();
    const cloud = surroundings(target, signal, {}, log);
    expect([await cloud.projects(), await cloud.currentProject()]).toEqual([['vllm-tpu-sandbox'], 'vllm-tpu-sandbox']);
  });
});
