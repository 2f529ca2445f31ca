import { no, type Question, unknown, yes } from '../../lib/checks/index.ts';
import { gcloud } from '../../lib/command/command.ts';
import { askGoogle, lookGoogle } from '../../lib/google/api.ts';
import type { Session } from '../../lib/session/session.ts';

/** The APIs that the steps call, and their purpose. */
const APIS: Readonly<Record<string, string>> = {
  'cloudresourcemanager.googleapis.com': 'project and IAM policy',
  'compute.googleapis.com': 'machines, quotas and load balancers',
  'container.googleapis.com': 'cluster',
  'iam.googleapis.com': 'Workload Identity',
  'monitoring.googleapis.com': 'metrics',
  'storage.googleapis.com': 'bucket',
};

/** Image streaming needs it (GKE, image-streaming), and IMAGE_DISK needs image streaming. */
const STREAMING = { 'containerfilesystem.googleapis.com': 'image streaming for IMAGE_DISK' } as const;

/** The permissions that the steps need, with the narrowest predefined role for each. */
const PERMISSIONS: Readonly<Record<string, string>> = {
  'container.clusters.create': 'roles/container.admin',
  'container.clusters.get': 'roles/container.admin',
  'container.clusters.getCredentials': 'roles/container.admin',
  'container.clusters.delete': 'roles/container.admin',
  'container.clusters.update': 'roles/container.admin',
  'container.operations.get': 'roles/container.admin',
  'iam.serviceAccounts.actAs': 'roles/iam.serviceAccountUser',
  'storage.buckets.create': 'roles/storage.admin',
  'storage.buckets.delete': 'roles/storage.admin',
  'storage.buckets.setIamPolicy': 'roles/storage.admin',
  'resourcemanager.projects.setIamPolicy': 'roles/resourcemanager.projectIamAdmin',
  'monitoring.timeSeries.list': 'roles/monitoring.viewer',
  'compute.machineTypes.get': 'roles/compute.viewer',
};

/** The command that enables APIs. @default all that the steps call, and Cloud Quotas */
export function enableApis(projectId: string, apis = [...Object.keys(APIS), 'cloudquotas.googleapis.com']): string {
  return `gcloud services enable ${apis.join(' ')} --project=${projectId}`;
}

export const project: readonly Question[] = [
  {
    id: 'account',
    about: 'account',
    diagnosis: 'NOT_LOGGED_IN',
    ask: async (session) => {
      if (session.target.kind === 'sandbox') return yes('the user of the sandbox');
      const account = await accountOf(session);
      return account === '' ? no('gcloud has no active account', 'gcloud auth login') : yes(account);
    },
  },
  {
    id: 'project',
    about: 'project',
    ask: async (session) => {
      const { PROJECT_ID } = session.config;
      const path = `v1/projects/${PROJECT_ID}`;
      type Project = { lifecycleState: string; projectNumber: string };
      const found = await askGoogle<Project>('CLOUDRESOURCEMANAGER', path, session);
      if (found?.lifecycleState === 'ACTIVE') return yes(`${PROJECT_ID}, number ${found.projectNumber}`);
      const detail = found
        ? `${PROJECT_ID} is ${found.lifecycleState}`
        : `${PROJECT_ID} does not exist or your account cannot access it`;
      return no(detail, 'Set PROJECT_ID to one of: gcloud projects list');
    },
  },
  {
    id: 'billing',
    about: 'billing',
    diagnosis: 'BILLING',
    ask: async (session) => {
      const { PROJECT_ID } = session.config;
      const path = `v1/projects/${PROJECT_ID}/billingInfo`;
      const { body, message } = await lookGoogle<{ billingEnabled?: boolean }>('CLOUDBILLING', path, session);
      if (body === undefined) return unknown(message);
      if (body.billingEnabled) return yes('the project has a billing account');
      const remedy = `Link a billing account: https://console.cloud.google.com/billing/linkedaccount?project=${PROJECT_ID}`;
      return no('the project has no billing account', remedy);
    },
  },
  {
    id: 'apis',
    about: 'APIs',
    diagnosis: 'API_DISABLED',
    ask: async (session) => {
      const { PROJECT_ID, IMAGE_DISK } = session.config;
      const apis: typeof APIS = IMAGE_DISK === undefined ? APIS : { ...APIS, ...STREAMING };
      const names = Object.keys(apis);
      const states = await Promise.all(
        names.map((api) =>
          askGoogle<{ state: string }>('SERVICEUSAGE', `v1/projects/${PROJECT_ID}/services/${api}`, session),
        ),
      );
      if (states.includes(undefined)) return unknown('cannot list the enabled APIs');
      const off = names.filter((_, place) => states[place]?.state !== 'ENABLED');
      if (off.length === 0) return yes(`all ${names.length} are enabled`);
      const detail = off.map((api) => `${api} (${apis[api]})`).join(', ');
      return no(`not enabled: ${detail}`, enableApis(PROJECT_ID, off));
    },
  },
  {
    id: 'permissions',
    about: 'permissions',
    diagnosis: 'PERMISSION',
    ask: async (session) => {
      const { PROJECT_ID } = session.config;
      const permissions = Object.keys(PERMISSIONS);
      const path = `v1/projects/${PROJECT_ID}:testIamPermissions`;
      const answer = await askGoogle<{ permissions?: string[] }>('CLOUDRESOURCEMANAGER', path, session, {
        method: 'POST',
        body: { permissions },
      });
      if (!answer) return unknown('cannot test your permissions in the project');
      const missing = permissions.filter((permission) => !answer.permissions?.includes(permission));
      if (missing.length === 0) return yes(`all ${permissions.length} required permissions`);
      const roles = [...new Set(missing.map((permission) => PERMISSIONS[permission]!))];
      const member = session.target.kind === 'gke' ? `user:${await accountOf(session)}` : 'user:YOU';
      const remedy = roles.map(
        (role) => `gcloud projects add-iam-policy-binding ${PROJECT_ID} --member=${member} --role=${role}`,
      );
      return no(`missing: ${missing.join(', ')}`, remedy.join('\n'));
    },
  },
];

async function accountOf(session: Session): Promise<string> {
  return (await session.ask(gcloud`auth list --filter=status:ACTIVE --format=value(account)`)).stdout.trim();
}
