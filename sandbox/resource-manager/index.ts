import type { Cloud } from '../cloud.ts';
import type { Service } from '../core/service.ts';
import { routes } from './routes.ts';

export const resourceManager = (cloud: Cloud): Service => ({ prefixes: ['/crm'], routes: routes(cloud) });
