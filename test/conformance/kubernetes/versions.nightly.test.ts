import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundled, type RealCluster, startCluster } from './cluster.ts';
import { application, applied } from './manifests.ts';

let cluster: RealCluster;
beforeAll(async () => {
  cluster = await startCluster();
});
afterAll(() => cluster.stop());

/** Debian's kubectl without installing it: its package would take the place of gcloud's. */
function debians(): string {
  execFileSync('apt-get', ['download', 'kubernetes-client'], { cwd: cluster.folder, stdio: 'ignore' });
  const file = readdirSync(cluster.folder).find((name) => name.startsWith('kubernetes-client'))!;
  execFileSync('dpkg', ['-x', file, 'debian'], { cwd: cluster.folder });
  return join(cluster.folder, 'debian/usr/bin/kubectl');
}

test.each(['1.20', '1.27', '1.28', '1.29', '1.30', '1.31', '1.32', '1.33'])(
  'kubectl %s makes, changes, watches and deletes an application',
  async (version) => {
    const binary = version === '1.20' ? debians() : await bundled(version);
    const space = `v${version.replace('.', '-')}`;
    const run = async (args: readonly string[], input?: string): Promise<string> => {
      const options = { binary, ...(input !== undefined && { input }) };
      const { code, stdout, stderr } = await cluster.kubectl(['-n', space, ...args], options);
      expect({ args, code, stderr: code === 0 ? '' : stderr }).toEqual({ args, code: 0, stderr: '' });
      return stdout;
    };
    await run(['create', 'namespace', space]);
    await run(['create', 'secret', 'generic', 'hf-secret', '--from-literal=hf_api_token=x']);
    await run(['create', 'serviceaccount', 'ksa']);
    expect(await run(['apply', '-f', '-'], application())).toBe(applied('created'));
    expect(await run(['apply', '-f', '-'], application())).toBe(applied('unchanged'));
    expect(await run(['apply', '-f', '-'], application(1))).toContain('deployment.apps/web configured');
    expect(await run(['rollout', 'status', 'deployment/web', '--timeout=30s'])).toContain('successfully rolled out');
    await run(['wait', '--for=condition=Available', 'deployment/web', '--timeout=30s']);
    expect(await run(['get', 'pods'])).toMatch(/web-\S+ +1\/1 +Running/);
    await run(['logs', '-l', 'app=web']);
    await run(['scale', 'deployment', 'web', '--replicas=2']);
    await run(['label', 'deployment', 'web', 'a=b']);
    expect(await run(['describe', 'pod,deployment,service,hpa,podmonitoring'])).toContain('StrategyType:');
    expect(await run(['explain', 'deployment.spec.strategy'])).toContain('rollingUpdate');
    expect(await run(['apply', '--server-side', '--force-conflicts', '-f', '-'], application())).toBe(
      applied('serverside-applied'),
    );
    expect(await run(['auth', 'can-i', 'create', 'pods'])).toBe('yes\n');
    await run(['delete', '-f', '-'], application());
    await run(['delete', 'namespace', space]);
  },
);
