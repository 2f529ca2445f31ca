import { GoogleApiError } from '../core/google-error.ts';
import { type ApiRequest, type Handler, type Route, route } from '../core/http.ts';
import { isObject, jsonBody } from '../core/json-body.ts';
import type { Project, Projects } from '../resource-manager/projects.ts';
import { type Account, type Accounts, policyOf } from './accounts.ts';
import { asGoogleError, readBindings } from './binding.ts';
import type { Policies } from './policies.ts';
import type { RoleTable } from './roles.ts';

export interface AccountRoutesParts {
  readonly projects: Projects;
  readonly accounts: Accounts;
  readonly policies: Policies;
  readonly roles: RoleTable;
}

const ACCOUNTS = '/v1/projects/{project}/serviceAccounts';
const ACCOUNT = `${ACCOUNTS}/{account}`;
/** Instead of a project: the account's own. */
const ANY = '-';

/** IAM v1: service accounts and their policies, as `gcloud iam service-accounts` calls it. */
export function accountRoutes({ projects, accounts, policies, roles }: AccountRoutesParts): Route[] {
  const inProject =
    (answer: (project: Project, request: ApiRequest) => unknown): Handler =>
    (request) => {
      const project = projects.find(request.params.project!);
      if (!project) throw new GoogleApiError(403, 'The caller does not have permission');
      return { body: answer(project, request) };
    };

  const on =
    (permission: string, answer: (account: Account, request: ApiRequest) => unknown): Handler =>
    (request) => {
      const { project, account: name } = request.params;
      const account = accounts.find(name!);
      if (account && (project === ANY || projects.find(project!)?.projectId === account.projectId))
        return { body: answer(account, request) };
      if (project !== ANY) throw new GoogleApiError(404, 'Unknown service account');
      // https://cloud.google.com/iam/docs/reference/rest/v1/projects.serviceAccounts/get: 403 and not 404 for the wildcard.
      throw new GoogleApiError(403, `Permission '${permission}' denied on resource (or it may not exist).`);
    };

  const create = inProject((project, request) => {
    const { accountId, serviceAccount } = jsonBody(request);
    const { displayName, description } = isObject(serviceAccount) ? serviceAccount : {};
    return view(
      accounts.create(project, String(accountId ?? ''), {
        ...(typeof displayName === 'string' && { displayName }),
        ...(typeof description === 'string' && { description }),
      }),
    );
  });

  const setPolicy = on('iam.serviceAccounts.setIamPolicy', ({ email }, request) => {
    const { policy } = jsonBody(request);
    if (!isObject(policy)) throw new GoogleApiError(400, 'Request contains an invalid argument.');
    const { etag, bindings } = policy;
    try {
      return policies.set(policyOf(email), readBindings(bindings, roles, accounts), {
        ...(typeof etag === 'string' && { etag }),
      });
    } catch (error) {
      throw asGoogleError(error);
    }
  });

  return [
    route(
      'GET',
      ACCOUNTS,
      inProject((project) => ({ accounts: accounts.list(project).map(view) })),
    ),
    route('POST', ACCOUNTS, create),
    route('GET', ACCOUNT, on('iam.serviceAccounts.get', view)),
    route(
      'DELETE',
      ACCOUNT,
      on('iam.serviceAccounts.delete', (account) => {
        accounts.delete(account);
        return {};
      }),
    ),
    ...['GET', 'POST'].map((method) =>
      route(
        method,
        `${ACCOUNT}:getIamPolicy`,
        on('iam.serviceAccounts.getIamPolicy', ({ email }) => policies.get(policyOf(email))),
      ),
    ),
    route('POST', `${ACCOUNT}:setIamPolicy`, setPolicy),
  ];
}

const view = (account: Account): object => ({
  name: `projects/${account.projectId}/serviceAccounts/${account.email}`,
  ...account,
  oauth2ClientId: account.uniqueId,
  etag: 'MDEwMjE5MjA=',
});
