import { execFile } from 'node:child_process';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openWorkstation, type Workstation } from '../workstation.ts';

let station: Workstation;

beforeAll(async () => {
  const durations = Object.fromEntries(
    ['clusterCreate', 'clusterDelete', 'nodePoolCreate', 'nodePoolDelete', 'tpuNodeBoot', 'cpuNodeBoot'].map((name) => [
      name,
      '5s',
    ]),
  );
  station = await openWorkstation({ durations });
});
afterEach(() => station.switchOff());
afterAll(() => station.close());

const number = () => station.gcloud('projects', 'describe', '$PROJECT_ID', '--format=value(projectNumber)');

/** curl's exit code and what it printed. */
function curl(path: string): Promise<[code: number, output: string]> {
  const { sandbox } = station;
  const args = ['--silent', '--show-error', '--header', `Authorization: Bearer ${sandbox.world.token}`];
  return new Promise((resolve) => {
    execFile('curl', [...args, `${sandbox.url}${path}`], (error, stdout, stderr) => {
      resolve([error ? Number(error.code) : 0, stdout + stderr]);
    });
  });
}
const PROJECT = '/crm/v1/projects/vllm-tpu-sandbox';

describe('every API', () => {
  test('api-errors: gcloud gives up on an exhausted quota, and works again without', async () => {
    await station.switchOn('api-errors', { code: 429 });
    expect((await number()).stderr).toContain(
      '(gcloud.projects.describe) RESOURCE_EXHAUSTED: Resource has been exhausted (e.g. check quota).',
    );
    await station.switchOff('api-errors');
    expect((await number()).stdout).toMatch(/^\d{12}$/);
  });

  test('api-errors: gcloud asks again when the service is unavailable now and then', async () => {
    await station.switchOn('api-errors', { probability: 0.4 });
    expect((await number()).stdout).toMatch(/^\d{12}$/);
  });

  test('api-slow: an answer takes its simulated minutes', async () => {
    await station.switchOn('api-slow', { seconds: 120 });
    const before = station.sandbox.world.clock.now();
    expect((await curl(PROJECT))[0]).toBe(0);
    expect(station.sandbox.world.clock.now() - before).toBeGreaterThanOrEqual(120_000);
  });

  test('api-reset: curl has an empty reply, and then none', async () => {
    await station.switchOn('api-reset');
    expect(await curl(PROJECT)).toEqual([52, expect.stringContaining('Empty reply from server')]);
    await station.switchOff('api-reset');
    expect((await curl(PROJECT))[0]).toBe(0);
  });
});

describe('the project', () => {
  const clusters = () => station.gcloud('container', 'clusters', 'list');

  test('api-disabled: gcloud says how to enable the API, and enabling it mends it', async () => {
    await station.switchOn('api-disabled', { service: 'container.googleapis.com' });
    expect((await clusters()).stderr).toContain(
      'code=403, message=Kubernetes Engine API has not been used in project vllm-tpu-sandbox before or it is disabled. Enable it by visiting https://console.developers.google.com/apis/api/container.googleapis.com/overview?project=vllm-tpu-sandbox then retry.',
    );
    expect((await station.gcloud('services', 'enable', 'container.googleapis.com')).code).toBe(0);
    expect((await clusters()).code).toBe(0);
  });

  test('permission-denied: the permission is missing among those that one has', async () => {
    const permissions = ['container.clusters.create', 'container.clusters.get'];
    const held = async () => (await station.call('POST', `${PROJECT}:testIamPermissions`, { permissions })).json();
    await station.switchOn('permission-denied', { permission: 'container.clusters.create' });
    expect(await held()).toEqual({ permissions: ['container.clusters.get'] });
    await station.switchOff();
    expect(await held()).toEqual({ permissions });
  });

  test('billing-disabled: gcloud shows no billing, and then some', async () => {
    const billing = () =>
      station.gcloud('billing', 'projects', 'describe', '$PROJECT_ID', '--format=value(billingEnabled)');
    await station.switchOn('billing-disabled');
    expect((await billing()).stdout).toBe('False');
    await station.switchOff();
    expect((await billing()).stdout).toBe('True');
  });

  test('second-person: gcloud is told of a concurrent change, and succeeds when nobody interferes', async () => {
    const bind = () =>
      station.gcloud(
        'projects',
        'add-iam-policy-binding',
        '$PROJECT_ID',
        '--member=user:a@example.com',
        '--role=roles/viewer',
        '--format=none',
      );
    await station.switchOn('second-person', { probability: 1 });
    expect((await bind()).stderr).toContain(
      'There were concurrent policy changes. Please retry the whole read-modify-write with exponential backoff.',
    );
    await station.switchOff();
    expect((await bind()).code).toBe(0);
  });

  test('bucket-name-taken: gcloud cannot have the name, and then can', async () => {
    const create = () =>
      station.gcloud('storage', 'buckets', 'create', 'gs://$GSBUCKET', '--uniform-bucket-level-access');
    await station.switchOn('bucket-name-taken');
    expect((await create()).stderr).toContain(
      'HTTPError 409: The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.',
    );
    await station.switchOff();
    expect((await create()).code).toBe(0);
  });
});

describe('a cluster', () => {
  const PLACE = ['--location=us-east5'];
  const POOL = ['tpunodepool', '--cluster=$CLUSTER_NAME', ...PLACE];
  const createCluster = () =>
    station.gcloud(
      'container',
      'clusters',
      'create',
      '$CLUSTER_NAME',
      ...PLACE,
      '--node-locations=$ZONE',
      '--num-nodes=1',
    );
  const deleteCluster = () => station.gcloud('container', 'clusters', 'delete', '$CLUSTER_NAME', ...PLACE);
  const createPool = (zone: string) =>
    station.gcloud(
      'container',
      'node-pools',
      'create',
      ...POOL,
      `--node-locations=${zone}`,
      '--num-nodes=1',
      '--machine-type=ct6e-standard-8t',
    );
  const deletePool = () => station.gcloud('container', 'node-pools', 'delete', ...POOL);
  const pool = () => station.gcloud('container', 'node-pools', 'describe', ...POOL, '--format=value(status)');

  test('cluster-create-fails: gcloud says that no node has registered; deleted and made again, it runs', async () => {
    await station.switchOn('cluster-create-fails');
    expect((await createCluster()).stderr).toContain(
      "All cluster resources were brought up, but: only 0 nodes out of 1 have registered; this is likely due to Nodes failing to start correctly; try re-creating the cluster or contact support if that doesn't work.",
    );
    await station.switchOff();
    expect((await deleteCluster()).code).toBe(0);
    expect((await createCluster()).stdout).toContain('RUNNING');
  });

  test('tpu-quota-zero: gcloud says which quota, and Cloud Quotas shows that it is 0', async () => {
    const limit = async () => {
      const name = 'TPUS-PER-TPU-FAMILY-per-project-region';
      const options = ['--service=compute.googleapis.com', '--project=$PROJECT_ID', '--format=json(dimensionsInfos)'];
      const { stdout } = await station.gcloud('beta', 'quotas', 'info', 'describe', name, ...options);
      const { dimensionsInfos } = JSON.parse(stdout);
      return dimensionsInfos.find((it: { dimensions: { region: string } }) => it.dimensions.region === 'us-east5')
        .details.value;
    };
    await station.switchOn('tpu-quota-zero');
    expect(await limit()).toBe('0');
    expect((await createPool('$ZONE')).stderr).toContain(
      "[GCE_QUOTA_EXCEEDED] Quota 'TPUS_PER_TPU_FAMILY' exceeded.  Limit: 0.0 in region us-east5.",
    );
    expect((await pool()).stdout).toBe('ERROR');
    await station.switchOff();
    expect(await limit()).toBe('32');
    expect(await station.until('RUNNING', pool)).toContain('RUNNING');
    expect((await deletePool()).code).toBe(0);
  });

  test('tpu-stockout: gcloud says that there is no capacity, and the pool runs once there is some', async () => {
    await station.switchOn('tpu-stockout', { zone: 'us-east5-b' });
    expect((await createPool('us-east5-b')).stderr).toContain(
      '[GCE_STOCKOUT] TPU: the nodes cannot be created now due to lack of capacity. They will be created asynchronously once capacity is available.',
    );
    await station.switchOff();
    expect(await station.until('RUNNING', pool)).toContain('RUNNING');
    expect((await deletePool()).code).toBe(0);
  });

  test('quota-behind-stockout: the next zone shows what the stockout had hidden', async () => {
    await station.switchOn('quota-behind-stockout', { zone: 'us-east5-b' });
    expect((await createPool('us-east5-b')).stderr).toContain('[GCE_STOCKOUT]');
    expect((await deletePool()).code).toBe(0);
    expect((await createPool('us-east5-c')).stderr).toContain('[GCE_QUOTA_EXCEEDED]');
    await station.switchOff();
    expect(await station.until('RUNNING', pool)).toContain('RUNNING');
  });

  test('quota-exceeded: gcloud says what the request needs and how much is left', async () => {
    const create = () =>
      station.gcloud(
        'container',
        'node-pools',
        'create',
        'cpus',
        ...POOL.slice(1),
        '--num-nodes=1',
        '--machine-type=e2-standard-4',
      );
    await station.switchOn('quota-exceeded', { quota: 'SSD_TOTAL_GB', limit: 50 });
    expect((await create()).stderr).toMatch(
      /code=403, message=Insufficient regional quota to satisfy request: resource "SSD_TOTAL_GB": request requires '\d+\.0' and is short '\d+\.0'\. project has a quota of '50\.0' with '0\.0' available\./,
    );
    await station.switchOff();
    expect((await create()).code).toBe(0);
  });

  test('org-policy: gcloud names the constraint, and private nodes satisfy it', async () => {
    const create = (name: string, ...flags: string[]) =>
      station.gcloud('container', 'node-pools', 'create', name, ...POOL.slice(1), '--num-nodes=1', ...flags);
    await station.switchOn('org-policy');
    expect((await create('public')).stderr).toMatch(
      /\[CONDITION_NOT_MET\]: Instance 'gke-\S+' creation failed: Constraint constraints\/compute\.vmExternalIpAccess violated for project \d+\./,
    );
    expect((await create('private', '--enable-private-nodes')).code).toBe(0);
  });
});
