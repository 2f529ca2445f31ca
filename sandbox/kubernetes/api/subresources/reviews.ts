import type { KubeObject } from '../../object.ts';
import { parseBody } from '../body.ts';
import { type ResourceHandler, USER } from '../context.ts';
import { takeIn } from '../intake.ts';
import { HEADERS } from '../negotiate.ts';
import { writeOptions } from '../write-options.ts';

const EVERYTHING = { verbs: ['*'], apiGroups: ['*'], resources: ['*'] };
const EVERY_PATH = { verbs: ['*'], nonResourceURLs: ['*'] };

/** A review is answered with its status filled in; the sandbox's one user may do everything. */
function review(status: object): ResourceHandler {
  return (_context, { type }, request) => {
    const { object } = takeIn(type, parseBody(request), writeOptions(request));
    const answered: KubeObject = { ...object, status };
    return { status: 201, headers: HEADERS, body: answered };
  };
}

export const reviewAccess = review({ allowed: true, reason: 'the sandbox does not restrict its user' });
export const reviewRules = review({ resourceRules: [EVERYTHING], nonResourceRules: [EVERY_PATH], incomplete: false });
export const reviewSubject = review({ userInfo: { username: USER.username, groups: [...USER.groups] } });
