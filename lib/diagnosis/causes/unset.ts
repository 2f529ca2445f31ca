import type { Cause } from '../cause.ts';
import type { Speaker } from '../seen.ts';

const BY: readonly Speaker[] = ['gcloud', 'api', 'operation', 'client', 'log'];

/** A command or a request that names no project or location, or nobody that pays. */
export const unset: readonly Cause[] = [
  {
    code: 'PROJECT_UNSET',
    by: ['gcloud', 'client'],
    under: ['PROJECT_MISSING', 'ARGUMENT'],
    pattern: /required property \[(?:core\/)?project\] is not currently set|\bproject: required field is not set/,
    sentence: 'the command names no project, and there is no default project',
    remedy: 'Name the project (--project; project of the provider in Terraform), or set the default of gcloud',
    command: 'gcloud config set project "$PROJECT_ID"',
  },
  {
    // terraform-provider-google: tpgresource, getZone and getRegion.
    code: 'LOCATION_UNSET',
    by: ['gcloud', 'client'],
    under: ['ARGUMENT'],
    pattern:
      /Cannot determine (?<what>zone|region|location): set in this resource|One of \[--zone, --region[^\]]*\] must be supplied|required property \[(?:compute\/)?(?<what2>zone|region)\] is not currently set/,
    sentence: 'the command or the resource names no {what|zone or region}, and there is no default',
    remedy: 'Name the location (--location; location of the resource in Terraform). To list the zones',
    command: 'gcloud compute zones list --project="$PROJECT_ID"',
  },
  {
    // Google's front end adds the reason SERVICE_DISABLED, of the project of gcloud's own client.
    code: 'QUOTA_PROJECT',
    by: BY,
    under: ['API_DISABLED', 'PERMISSION', 'NO_DEFAULT_CREDENTIALS'],
    pattern: /(?:(?<api>[\w.-]+\.googleapis\.com) API )?requires a quota project, which is not set/,
    sentence: 'the application default credentials name no quota project[, which {api} requires]',
    remedy:
      'Set a project in which the API is enabled. Terraform also needs user_project_override and billing_project in its provider. To set the project',
    command: 'gcloud auth application-default set-quota-project "$PROJECT_ID"',
  },
  {
    code: 'REQUESTER_PAYS',
    by: [...BY, 'event', 'condition', 'container'],
    under: ['BUCKET_PERMISSION', 'PERMISSION', 'GCSFUSE_DIED'],
    pattern: /[Bb]ucket is (?:a )?requester pays bucket but no user project provided/,
    sentence: 'the bucket is Requester Pays, and the request names no project that pays',
    remedy:
      'Name a project in which the account has serviceusage.services.use: --billing-project of gcloud and gcsfuse, user_project of the client libraries. For other tools',
    page: 'https://cloud.google.com/storage/docs/using-requester-pays',
  },
];
