import type { Cloud } from '../cloud.ts';
import { GoogleApiError } from '../core/google-error.ts';
import { type ApiRequest, type Handler, type Route, route } from '../core/http.ts';
import { isObject, jsonBody } from '../core/json-body.ts';
import type { Project } from '../resource-manager/projects.ts';
import { type Payload, type Secret, Secrets, type State, type Version } from './secrets.ts';

const SECRETS = '/v1/projects/{project}/secrets';
const SECRET = `${SECRETS}/{secret}`;
const VERSION = `${SECRET}/versions/{version}`;
const ACCESS = 'secretmanager.versions.access';

/** Secret Manager v1: global secrets and their versions, as `gcloud secrets` calls it. */
export function routes({ world, projects }: Pick<Cloud, 'world' | 'projects'>): Route[] {
  const secrets = new Secrets(world);
  const on =
    (answer: (project: Project, request: ApiRequest) => unknown): Handler =>
    (request) => {
      const project = projects.find(request.params.project!);
      if (!project) throw new GoogleApiError(403, 'The caller does not have permission');
      return { body: answer(project, request) };
    };
  const change = (state: State) =>
    on((project, { params: { secret, version } }) =>
      versionView(project, secret!, secrets.change(project, secret!, version!, state)),
    );
  const access = on((project, { params: { secret, version } }) => {
    mayAccess(project, secret!, version!);
    const found = secrets.access(project, secret!, version!);
    return { name: versionName(project, secret!, found), payload: found.payload };
  });
  /** The sandbox's user owns the project; a fault takes the permission away. */
  const mayAccess = ({ projectId }: Project, secret: string, version: string): void => {
    if (!world.faults.active('permission-denied', { permission: ACCESS })) return;
    // https://github.com/GoogleCloudPlatform/terraform-gcp-datadog-integration/issues/2
    throw new GoogleApiError(
      403,
      `Permission '${ACCESS}' denied for resource 'projects/${projectId}/secrets/${secret}/versions/${version}' (or it may not exist).`,
    );
  };

  return [
    route(
      'GET',
      SECRETS,
      on((project) => ({ secrets: secrets.list(project).map((one) => secretView(project, one)) })),
    ),
    route(
      'POST',
      SECRETS,
      on((project, request) =>
        secretView(project, secrets.create(project, idIn(request), jsonBody(request).replication)),
      ),
    ),
    route(
      'GET',
      SECRET,
      on((project, { params }) => secretView(project, secrets.find(project, params.secret!))),
    ),
    route(
      'DELETE',
      SECRET,
      on((project, { params }) => {
        secrets.delete(project, params.secret!);
        return {};
      }),
    ),
    route(
      'POST',
      `${SECRET}:addVersion`,
      on((project, request) => {
        const { secret } = request.params;
        const version = secrets.add(project, secret!, payloadIn(request));
        return versionView(project, secret!, version);
      }),
    ),
    route(
      'GET',
      `${SECRET}/versions`,
      on((project, { params: { secret } }) => ({
        versions: [...secrets.find(project, secret!).versions]
          .reverse()
          .map((version) => versionView(project, secret!, version)),
      })),
    ),
    route(
      'GET',
      VERSION,
      on((project, { params: { secret, version } }) =>
        versionView(project, secret!, secrets.version(project, secret!, version!)),
      ),
    ),
    route('GET', `${VERSION}:access`, access),
    route('POST', `${VERSION}:enable`, change('ENABLED')),
    route('POST', `${VERSION}:disable`, change('DISABLED')),
    route('POST', `${VERSION}:destroy`, change('DESTROYED')),
  ];
}

/** https://cloud.google.com/secret-manager/docs/reference/rest/v1/projects.secrets/create */
function idIn({ query }: ApiRequest): string {
  const id = query.get('secretId') ?? '';
  if (/^[\w-]{1,255}$/.test(id)) return id;
  throw new GoogleApiError(400, 'The provided Secret ID does not match the expected format [[a-zA-Z_0-9]+]');
}

function payloadIn(request: ApiRequest): Payload {
  const { payload } = jsonBody(request);
  if (!isObject(payload) || typeof payload.data !== 'string')
    throw new GoogleApiError(400, 'Request contains an invalid argument.');
  const { data, dataCrc32c } = payload;
  return { data, ...(dataCrc32c !== undefined && { dataCrc32c: String(dataCrc32c) }) };
}

const versionName = ({ projectNumber }: Project, secret: string, { number }: Version): string =>
  `projects/${projectNumber}/secrets/${secret}/versions/${number}`;

const secretView = ({ projectNumber }: Project, { id, createTime, replication }: Secret) => ({
  name: `projects/${projectNumber}/secrets/${id}`,
  createTime,
  replication,
});

const versionView = (project: Project, secret: string, version: Version) => ({
  name: versionName(project, secret, version),
  createTime: version.createTime,
  state: version.state,
  ...(version.payload?.dataCrc32c !== undefined && { clientSpecifiedPayloadChecksum: true }),
});
