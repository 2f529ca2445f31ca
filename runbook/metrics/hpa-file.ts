import { readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseAllDocuments } from 'yaml';
import type { Config } from '../../lib/config/index.ts';
import { RunbookError } from '../../lib/errors/runbook-error.ts';
import type { KubernetesObject } from '../../lib/kubernetes/objects.ts';
import { hasLabel, OBJECT_LABEL, OURS } from '../../lib/ownership/label.ts';
import { DEPLOYMENT, HPA } from '../tutorial/names.ts';

/**
 * The manifest of HPA_FILE, checked; undefined without the variable. The other steps find the autoscaler by its name
 * and its label. @throws RunbookError CONFIG_INVALID with one line of evidence per problem
 */
export function hpaFile({ HPA_FILE, NAMESPACE, MAX_REPLICAS }: Config): URL | undefined {
  if (HPA_FILE === undefined) return undefined;
  const file = resolve(HPA_FILE);
  const problems = problemsOf(textOf(HPA_FILE, file), { NAMESPACE, MAX_REPLICAS });
  if (problems.length > 0) throw invalid(HPA_FILE, problems);
  return pathToFileURL(file);
}

function textOf(given: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw invalid(given, [(cause as Error).message], cause);
  }
}

function invalid(given: string, evidence: readonly string[], cause?: unknown): RunbookError {
  return new RunbookError('CONFIG_INVALID', `HPA_FILE=${given} is not an autoscaler that this step can apply`, {
    evidence,
    cause,
    remedy: `Correct ${relative('.', resolve(given))}, or write a new one: npm run calibrate`,
  });
}

/** What keeps the manifest from being this runbook's autoscaler. */
export function problemsOf(text: string, config: Pick<Config, 'NAMESPACE' | 'MAX_REPLICAS'>): readonly string[] {
  const documents = parseAllDocuments(text);
  const broken = documents.flatMap(({ errors }) => errors.map(({ message }) => message.split('\n')[0]!));
  if (broken.length > 0) return broken;
  if (documents.length !== 1) return [`expected 1 document, found ${documents.length}`];
  const hpa = documents[0]!.toJS() as KubernetesObject | undefined;
  const { kind, apiVersion }: Partial<KubernetesObject> = hpa ?? {};
  if (!hpa || kind !== 'HorizontalPodAutoscaler' || apiVersion !== 'autoscaling/v2')
    return [`expected kind HorizontalPodAutoscaler of autoscaling/v2, found ${kind} of ${apiVersion}`];
  const { metadata, spec } = hpa;
  const target = spec?.scaleTargetRef ?? {};
  const wanted: readonly (readonly [what: string, found: unknown, expected: unknown])[] = [
    ['metadata.name', metadata?.name, HPA],
    ['metadata.namespace', metadata?.namespace ?? config.NAMESPACE, config.NAMESPACE],
    ['spec.scaleTargetRef', `${target.kind} ${target.name}`, `Deployment ${DEPLOYMENT}`],
    ['spec.maxReplicas', spec?.maxReplicas, config.MAX_REPLICAS],
  ];
  return [
    ...wanted
      .filter(([, found, expected]) => found !== expected)
      .map(
        ([what, found, expected]) =>
          `${what}: expected ${expected}${what === 'spec.maxReplicas' ? ' (MAX_REPLICAS)' : ''}, found ${found}`,
      ),
    ...(hasLabel(metadata?.labels, OBJECT_LABEL)
      ? []
      : [`metadata.labels: expected ${OURS}, by which the cleanup finds it`]),
    ...(Array.isArray(spec?.metrics) && spec.metrics.length > 0 ? [] : ['spec.metrics: expected at least one metric']),
  ];
}
