import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { loadConfig } from '../../lib/config/index.ts';
import { renderManifest } from '../../lib/template/index.ts';
import { parameters } from '../../runbook/model-server/parameters.ts';

/** The pod of the model server as it is applied. */
function pod(variables: Readonly<Record<string, string>>) {
  const config = loadConfig({ environment: variables, target: 'sandbox' });
  const text = readFileSync(new URL('../../manifests/vllm-llama3-70b.yaml', import.meta.url), 'utf8');
  const [deployment] = parseAllDocuments(renderManifest(text, parameters(config)));
  return deployment!.toJS().spec.template.spec;
}

describe('HARDENED', () => {
  it('is off by default: the container keeps the capabilities of the container runtime', () => {
    expect(pod({}).containers[0]).not.toHaveProperty('securityContext');
  });

  it('on drops all capabilities of the container', () => {
    expect(pod({ HARDENED: 'on' }).containers[0].securityContext).toEqual({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
    });
  });

  it('does not change what has a source: no API token, the default seccomp profile', () => {
    expect(pod({})).toMatchObject({
      automountServiceAccountToken: false,
      securityContext: { seccompProfile: { type: 'RuntimeDefault' } },
    });
  });
});
