import type { Collection } from '../core/database.ts';
import { GoogleApiError } from '../core/google-error.ts';
import { hash } from '../core/random.ts';
import type { World } from '../core/world.ts';
import type { Project, Projects } from '../resource-manager/projects.ts';
import type { Policies } from './policies.ts';

/** A Google service account. */
export interface Account {
  readonly email: string;
  readonly projectId: string;
  /** 21 digits, as Google's are. */
  readonly uniqueId: string;
  readonly displayName?: string;
  readonly description?: string;
}

export interface AccountsParts {
  readonly world: World;
  readonly projects: Projects;
  readonly policies: Policies;
}

/** https://cloud.google.com/iam/docs/reference/rest/v1/projects.serviceAccounts/create */
const ACCOUNT_ID = /^[a-z](?:[-a-z0-9]*[a-z0-9])$/;
const DOMAIN = 'iam.gserviceaccount.com';

/**
 * The service accounts of all projects, and the resource name of each one's policy. The texts: pulumi-google-native#836
 * (404), generative-ai#944 (members); the other two are in reports of Terraform.
 */
export class Accounts {
  readonly #parts: AccountsParts;
  readonly #accounts: Collection<Account>;

  constructor(parts: AccountsParts) {
    this.#parts = parts;
    this.#accounts = parts.world.database.collection('iam/serviceAccounts');
  }

  /** @throws GoogleApiError 400 or 409 */
  create({ projectId }: Project, id: string, about: Pick<Account, 'displayName' | 'description'>): Account {
    if (id.length < 6 || id.length > 30)
      throw new GoogleApiError(400, `The account ID "${id}" does not have a length between 6 and 30.`);
    // Assumed: the text.
    if (!ACCOUNT_ID.test(id)) throw new GoogleApiError(400, `The account ID "${id}" is not valid.`);
    const email = `${id}@${projectId}.${DOMAIN}`;
    if (this.#accounts.get(email))
      throw new GoogleApiError(409, `Service account ${id} already exists within project projects/${projectId}.`);
    return this.#put({ email, projectId, uniqueId: uniqueIdOf(email), ...about });
  }

  /** The project's own, after the default account that Compute Engine makes. */
  list({ projectId, projectNumber }: Project): readonly Account[] {
    const email = `${projectNumber}-compute@developer.gserviceaccount.com`;
    const displayName = 'Compute Engine default service account';
    if (!this.#accounts.get(email)) this.#put({ email, projectId, uniqueId: uniqueIdOf(email), displayName });
    return [...this.#accounts.values()].filter((account) => account.projectId === projectId);
  }

  /** @param name the email address or the unique ID */
  find(name: string): Account | undefined {
    for (const project of this.#parts.projects.list()) {
      const found = this.list(project).find(({ email, uniqueId }) => email === name || uniqueId === name);
      if (found) return found;
    }
    return undefined;
  }

  delete({ email }: Account): void {
    this.#accounts.delete(email);
    this.#parts.policies.forget(policyOf(email));
  }

  /** Whether a member may be in a policy: an account of a known project must exist. */
  mayBeMember(member: string): boolean {
    const [, email, projectId] = OF_PROJECT.exec(member) ?? [];
    return projectId === undefined || !this.#parts.projects.find(projectId) || this.find(email!) !== undefined;
  }

  #put(account: Account): Account {
    this.#accounts.put(account.email, account);
    this.#parts.policies.found(policyOf(account.email), []);
    return account;
  }
}

const OF_PROJECT = /^serviceAccount:([^@]+@([a-z0-9-]+)\.iam\.gserviceaccount\.com)$/;

/** The name under which `Policies` keeps an account's policy. */
export const policyOf = (email: string): string => `serviceAccounts/${email}`;

function uniqueIdOf(email: string): string {
  const [one, two] = [hash(email), hash(`${email}#`)].map((number) => String(number).padStart(10, '0'));
  return `1${one}${two}`.slice(0, 21);
}
