import { expect, it } from 'vitest';
import { diagnoseText } from '../../../lib/diagnosis/index.ts';

it('enables the API of the URL where the message names only its title', () => {
  const [found] = diagnoseText(
    'ERROR: (gcloud.compute.zones.list) HTTPError 403: Compute Engine API has not been used in project my-project before or it is disabled. Enable it by visiting https://console.developers.google.com/apis/api/compute.googleapis.com/overview?project=my-project then retry.',
  );
  expect(found).toMatchObject({ code: 'API_DISABLED' });
  expect(found!.remedy).toContain('gcloud services enable compute.googleapis.com --project=my-project');
});

it('names the service of an API whose title is all that the message has', () => {
  const [found] = diagnoseText(
    'googleapi: Error 403: Network Services API has not been used in project my-project before or it is disabled.',
  );
  expect(found!.remedy).toContain('gcloud services enable networkservices.googleapis.com --project=my-project');
});

it('names no service for a title that it does not know', () => {
  const [found] = diagnoseText(
    'googleapi: Error 403: Flux API has not been used in project p before or it is disabled.',
  );
  expect(found!.remedy).toContain('gcloud services enable API --project=p');
});

it.each([
  ['gcloud', '  metadata:\n    consumer: projects/my-project\n    service: networkservices.googleapis.com'],
  [
    'Terraform',
    '│     "metadata": {\n│       "consumer": "projects/my-project",\n│       "service": "networkservices.googleapis.com"\n│     },',
  ],
])('takes the service and the project from the details that %s prints', (_, details) => {
  const [found] = diagnoseText(`Error 403: the request is refused\n${details}\n  "reason": "SERVICE_DISABLED"`);
  expect(found!.remedy).toContain('gcloud services enable networkservices.googleapis.com --project=my-project');
});
