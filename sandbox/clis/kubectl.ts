import { apply } from './kubectl/apply.ts';
import { create } from './kubectl/create.ts';
import { remove } from './kubectl/delete.ts';
import { diff } from './kubectl/diff.ts';
import { get } from './kubectl/get.ts';
import { logs } from './kubectl/logs.ts';
import { metadata } from './kubectl/metadata.ts';
import { portForward } from './kubectl/port-forward.ts';
import { scale } from './kubectl/scale.ts';
import { version } from './kubectl/version.ts';
import { runTool } from './tool.ts';

process.exitCode = await runTool(
  {
    name: 'kubectl',
    install: 'Install kubectl: https://kubernetes.io/docs/tasks/tools/, or gcloud components install kubectl',
    commands: [get, ...create, apply, diff, remove, ...metadata, scale, logs, portForward, version],
    flags: { namespace: { kind: 'value', short: 'n' }, context: { kind: 'value' } },
  },
  process.argv.slice(2),
);
