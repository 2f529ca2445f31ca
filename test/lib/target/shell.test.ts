import { describe, expect, it } from 'vitest';
import type { RunbookError } from '../../../lib/errors/runbook-error.ts';
import { refuseContradiction } from '../../../lib/target/shell.ts';
import type { TargetKind } from '../../../lib/target/target.ts';

function refusal(kind: TargetKind, environment: Record<string, string>): RunbookError | undefined {
  try {
    refuseContradiction(kind, environment);
    return undefined;
  } catch (error) {
    return error as RunbookError;
  }
}

/** The environment after the remedy. */
function after(environment: Record<string, string>, { remedy = '' }: RunbookError): Record<string, string> {
  const unset = new Set(/unset (.*)$/.exec(remedy)![1]!.split(' '));
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !unset.has(name)));
}

const OF_THE_SANDBOX = {
  SANDBOX_URL: 'http://127.0.0.1:4711',
  CLOUDSDK_CONFIG: '/home/me/clone/.sandbox/gcloud',
  CLOUDSDK_AUTH_ACCESS_TOKEN_FILE: '/home/me/clone/.sandbox/token',
  CLOUDSDK_API_ENDPOINT_OVERRIDES_CONTAINER: 'http://127.0.0.1:4711/container/',
  KUBECONFIG: '/home/me/clone/.sandbox/kube/config',
  PROJECT_ID: 'vllm-tpu-sandbox',
};

describe('a shell that is set up for one target', () => {
  it.each([
    ['by npm run env', { ...OF_THE_SANDBOX, RUNBOOK_SHELL: 'sandbox' }],
    ['by sandbox env', OF_THE_SANDBOX],
  ])('for the sandbox refuses Google Cloud, %s', (_, environment) => {
    const error = refusal('gke', { HOME: '/home/me', TARGET: 'gke', ...environment });
    expect(error).toMatchObject({ code: 'CONFIG_INVALID' });
    expect(after({ HOME: '/home/me', TARGET: 'gke', ...environment }, error!)).toEqual({
      HOME: '/home/me',
      TARGET: 'gke',
    });
  });

  it('for Google Cloud refuses the sandbox', () => {
    const environment = { RUNBOOK_SHELL: 'gke', PROJECT_ID: 'mine', KUBECONFIG: '/r/kubeconfig' };
    const error = refusal('sandbox', environment);
    expect(error).toMatchObject({ code: 'CONFIG_INVALID' });
    expect(after(environment, error!)).toEqual({});
  });

  it.each<[TargetKind, Record<string, string>]>([
    ['sandbox', { ...OF_THE_SANDBOX, RUNBOOK_SHELL: 'sandbox' }],
    ['gke', { RUNBOOK_SHELL: 'gke', PROJECT_ID: 'mine', CLOUDSDK_CONFIG: '/home/me/.config/gcloud' }],
    ['gke', { RUNBOOK_SHELL: 'failed' }],
  ])('accepts that target (%s)', (kind, environment) => {
    expect(refusal(kind, environment)).toBeUndefined();
  });

  it.each([
    ['CLOUDSDK_API_ENDPOINT_OVERRIDES_CONTAINER', 'https://container.example.com/'],
    ['CLOUDSDK_CORE_UNIVERSE_DOMAIN', 'example.com'],
    ['GOOGLE_CLOUD_UNIVERSE_DOMAIN', 'example.com'],
  ])('refuses %s on Google Cloud, which gcloud and the client libraries treat differently', (name, value) => {
    const error = refusal('gke', { [name]: value, CLOUDSDK_CORE_ACCOUNT: 'me@example.com' });
    expect(error).toMatchObject({ code: 'CONFIG_INVALID', evidence: [`${name}=${value}`] });
    expect(error!.remedy).toMatch(new RegExp(`unset ${name}$`));
  });
});
