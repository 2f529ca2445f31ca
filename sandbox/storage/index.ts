import type { Cloud } from '../cloud.ts';
import type { Service } from '../core/service.ts';
import { downloadRoutes } from './download-routes.ts';
import { routes } from './routes.ts';
import { uploadRoutes } from './upload-routes.ts';

export const storage = (cloud: Cloud): Service => ({ prefixes: ['/storage/v1'], routes: routes(cloud) });

/** gcloud downloads at an address of its own. */
export const downloads = (cloud: Cloud): Service => ({
  prefixes: ['/download/storage/v1'],
  routes: downloadRoutes(cloud),
});

/** Cloud Storage takes objects at addresses of their own. */
export const uploads = (cloud: Cloud): Service => ({
  prefixes: ['/upload/storage/v1', '/resumable/upload/storage/v1'],
  routes: uploadRoutes(cloud),
});
