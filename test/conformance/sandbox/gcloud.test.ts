import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { environment } from '../../../sandbox/control/environment.ts';
import { createFolder, stateFolder } from '../../../sandbox/core/folder.ts';
import { ensureAuthority } from '../../../sandbox/elsewhere/authority.ts';
import { type Sandbox, startSandbox } from '../../../sandbox/sandbox.ts';

const TOKEN = 'ya29.gcloud';

let home: string;
let sandbox: Sandbox;
let env: Record<string, string>;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'gcloud-'));
  const folder = stateFolder({ SANDBOX_HOME: home });
  createFolder(folder);
  writeFileSync(folder.token, TOKEN);
  await ensureAuthority(folder.authority);
  sandbox = await startSandbox({ token: TOKEN, authority: folder.authority, start: Date.now(), speed: 200 });
  const status = await fetch(`${sandbox.url}/_sandbox/status`, { headers: { authorization: `Bearer ${TOKEN}` } });
  const facts = (await status.json()) as Parameters<typeof environment>[2];
  env = environment(sandbox.url, folder, facts);
});

afterAll(async () => {
  await sandbox.close();
  rmSync(home, { recursive: true });
});

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The real gcloud; `$NAME` in an argument is the environment's. */
function gcloud(...args: string[]): Promise<Outcome> {
  const filled = args.map((arg) => arg.replace(/\$([A-Z_]+)/g, (_, name: string) => env[name] ?? ''));
  return new Promise((resolve) => {
    execFile('gcloud', filled, { env: { ...process.env, ...env } }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout: stdout.trim(), stderr });
    });
  });
}

const MEMBER =
  'principal://iam.googleapis.com/projects/$PROJECT_NUMBER/locations/global/workloadIdentityPools/$PROJECT_ID.svc.id.goog/subject/ns/vllm/sa/vllm-ksa';

describe('before anything is made', () => {
  test.each<[string, string[], string | RegExp]>([
    ['the number', ['projects', 'describe', '$PROJECT_ID', '--format=value(projectNumber)'], /^\d{12}$/],
    ['the billing', ['billing', 'projects', 'describe', '$PROJECT_ID', '--format=value(billingEnabled)'], 'True'],
    ['the APIs', ['services', 'list', '--enabled', '--format=value(config.name)'], /container\.googleapis\.com/],
    [
      'the versions',
      ['container', 'get-server-config', '--location=us-east5', '--format=value(defaultClusterVersion)'],
      /^1\.33/,
    ],
    [
      'the zones',
      ['compute', 'zones', 'list', '--filter=region:us-east5', '--format=value(name)'],
      'us-east5-a\nus-east5-b\nus-east5-c',
    ],
    [
      'the machine type',
      [
        'compute',
        'machine-types',
        'list',
        '--zones=us-east5-b',
        '--filter=name=ct6e-standard-8t',
        '--format=value(name)',
      ],
      'ct6e-standard-8t',
    ],
    ['the region', ['compute', 'regions', 'describe', 'us-east5', '--format=value(name)'], 'us-east5'],
    [
      'the TPU quota',
      [
        'beta',
        'quotas',
        'info',
        'describe',
        'TPUS-PER-TPU-FAMILY-per-project-region',
        '--project=$PROJECT_ID',
        '--service=compute.googleapis.com',
        '--flatten=dimensionsInfos[]',
        '--format=value(dimensionsInfos.dimensions.region,dimensionsInfos.details.value)',
      ],
      /us-east5\t32/,
    ],
    [
      'the role',
      ['iam', 'roles', 'describe', 'roles/storage.objectUser', '--format=value(name)'],
      'roles/storage.objectUser',
    ],
  ])('gcloud reads %s', async (_, args, expected) => {
    const { code, stdout, stderr } = await gcloud(...args);
    expect([code, stderr]).toEqual([0, expect.not.stringContaining('ERROR')]);
    expect(stdout).toMatch(expected);
  });
});

describe('a Standard cluster', () => {
  test('is created, refused a second time, and shown', async () => {
    const create = [
      'container',
      'clusters',
      'create',
      '$CLUSTER_NAME',
      '--location=us-east5',
      '--node-locations=$ZONE',
    ];
    const options = ['--workload-pool=$PROJECT_ID.svc.id.goog', '--addons=GcsFuseCsiDriver', '--num-nodes=1'];
    const created = await gcloud(...create, ...options);
    expect([created.code, created.stderr]).toEqual([
      0,
      expect.stringContaining('kubeconfig entry generated for vllm-tpu.'),
    ]);
    const again = await gcloud(...create, ...options);
    expect(again.code).toBe(1);
    expect(again.stderr).toContain(
      'ResponseError: code=409, message=Already exists: projects/vllm-tpu-sandbox/locations/us-east5/clusters/vllm-tpu.',
    );
    const { stdout } = await gcloud('container', 'clusters', 'list', '--format=value(name,status,currentNodeCount)');
    expect(stdout).toBe('vllm-tpu\tRUNNING\t1');
  });

  test('a node pool without capacity fails with the reason, and goes once it is deleted and made elsewhere', async () => {
    const headers = { authorization: `Bearer ${TOKEN}` };
    const fault = `${sandbox.url}/_sandbox/faults/tpu-stockout`;
    await fetch(fault, { method: 'PUT', headers, body: JSON.stringify({ zone: 'us-east5-b' }) });
    const place = ['--cluster=$CLUSTER_NAME', '--location=us-east5'];
    const create = [
      'container',
      'node-pools',
      'create',
      'tpunodepool',
      ...place,
      '--num-nodes=1',
      '--machine-type=ct6e-standard-8t',
    ];
    const failed = await gcloud(...create, '--node-locations=us-east5-b');
    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain(
      'finished with error: [GCE_STOCKOUT] TPU: the nodes cannot be created now due to lack of capacity.',
    );
    expect((await gcloud('container', 'node-pools', 'delete', 'tpunodepool', ...place, '--quiet')).code).toBe(0);
    expect((await gcloud(...create, '--node-locations=us-east5-c')).code).toBe(0);
    const { stdout } = await gcloud('compute', 'instances', 'list', '--format=value(name,zone.basename(),status)');
    expect(stdout).toMatch(/gke-tpu-\w{8}-\w{4}\tus-east5-c\tRUNNING/);
  });

  test('is deleted with everything that costs', async () => {
    expect(
      (await gcloud('container', 'clusters', 'delete', '$CLUSTER_NAME', '--location=us-east5', '--quiet')).code,
    ).toBe(0);
    expect(await gcloud('container', 'clusters', 'describe', '$CLUSTER_NAME', '--location=us-east5')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Not found: projects/vllm-tpu-sandbox/locations/us-east5/clusters/vllm-tpu.'),
    });
    for (const list of ['instances', 'disks', 'forwarding-rules', 'addresses']) {
      expect((await gcloud('compute', list, 'list', '--format=value(name)')).stdout).toBe('');
    }
  });
});

describe('a bucket', () => {
  test('is created, bound, written to, and removed with its objects', async () => {
    const create = [
      'storage',
      'buckets',
      'create',
      'gs://$GSBUCKET',
      '--uniform-bucket-level-access',
      '--location=us-east5',
    ];
    expect((await gcloud(...create)).code).toBe(0);
    expect((await gcloud(...create)).stderr).toContain(
      'HTTPError 409: Your previous request to create the named bucket succeeded',
    );
    const bind = ['--member', MEMBER, '--role', 'roles/storage.objectUser', '--format=value(bindings.role)'];
    expect((await gcloud('storage', 'buckets', 'add-iam-policy-binding', 'gs://$GSBUCKET', ...bind)).stdout).toContain(
      'roles/storage.objectUser',
    );
    const file = join(home, 'hello.txt');
    writeFileSync(file, 'hello');
    expect((await gcloud('storage', 'cp', file, 'gs://$GSBUCKET/a/hello.txt')).code).toBe(0);
    expect((await gcloud('storage', 'ls', 'gs://$GSBUCKET/a/')).stdout).toBe(
      'gs://vllm-tpu-sandbox-models/a/hello.txt',
    );
    expect((await gcloud('storage', 'rm', '-r', 'gs://$GSBUCKET')).code).toBe(0);
    expect((await gcloud('storage', 'ls')).stdout).toBe('');
  });
});

test('a role on the project is granted and taken back', async () => {
  const binding = ['--member', MEMBER, '--role', 'roles/monitoring.viewer', '--format=value(bindings.role)'];
  const granted = await gcloud('projects', 'add-iam-policy-binding', 'projects/$PROJECT_ID', ...binding);
  expect(granted.stdout).toContain('roles/monitoring.viewer');
  const removed = await gcloud('projects', 'remove-iam-policy-binding', '$PROJECT_ID', ...binding);
  expect([removed.code, removed.stdout]).toEqual([0, '']);
});

describe('a service that the sandbox does not have', () => {
  test.each([
    ['logging.googleapis.com', ['logging', 'read', 'resource.type=gcs_bucket', '--limit=1']],
    ['us-east5-run.googleapis.com', ['run', 'services', 'list', '--region=us-east5']],
    ['sqladmin.googleapis.com', ['sql', 'instances', 'list']],
  ])('%s is refused in one line', async (host, args) => {
    const { code, stderr } = await gcloud(...args);
    expect([code, stderr.trim().split('\n')]).toEqual([
      1,
      [expect.stringContaining(`[sandbox] Not simulated: ${host}.`)],
    ]);
  });
});
