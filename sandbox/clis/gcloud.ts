import { clusters } from './gcloud/clusters.ts';
import { nodePools } from './gcloud/node-pools.ts';
import { projects } from './gcloud/projects.ts';
import { access } from './gcloud/secrets.ts';
import { storage } from './gcloud/storage.ts';
import { version } from './gcloud/version.ts';
import { runTool } from './tool.ts';

process.exitCode = await runTool(
  {
    name: 'gcloud',
    install: 'Install the Google Cloud CLI: https://cloud.google.com/sdk/docs/install',
    commands: [...clusters, ...nodePools, ...storage, ...projects, access, version],
    flags: { project: { kind: 'value' }, quiet: { kind: 'switch', short: 'q' } },
  },
  process.argv.slice(2),
);
