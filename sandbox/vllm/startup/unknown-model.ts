import { modelNames } from '../profiles/models.ts';
import type { VllmVersion } from '../profiles/versions.ts';

/** huggingface_hub/utils/_validators.py */
const PART = /^(?=.{1,96}$)(?![-.])(?!.*[-.]$)(?!.*(--|\.\.))[\w.-]+$/;

/** What the Hub's client says of a name that no repository can have; undefined for a possible one. */
function malformed(name: string): string | undefined {
  if (name.split('/').length > 2)
    return `Repo id must be in the form 'repo_name' or 'namespace/repo_name': '${name}'. Use \`repo_type\` argument if needed.`;
  if (name !== '' && name.split('/').every((part) => PART.test(part))) return undefined;
  return `Repo id must use alphanumeric chars, '-', '_' or '.'. The name cannot start or end with '-' or '.' and the maximum length is 96: '${name}'.`;
}

/** The last lines of a server whose model the sandbox does not know. */
export function unknownModel(name: string, version: VllmVersion): readonly string[] {
  if (/^[a-z\d]+:\/\//.test(name) || /^[./~]/.test(name))
    return [
      `[sandbox] Weights in a folder or an object store are not simulated: ${name}. Use the name of a model on Hugging Face.`,
    ];
  const reason = malformed(name);
  return reason === undefined ? notInCatalogue(name) : malformedTraceback(name, reason, version);
}

/** vllm/transformers_utils/config.py, get_config; transformers' own error in older versions. */
function malformedTraceback(name: string, reason: string, version: VllmVersion): readonly string[] {
  const cause = [
    'Traceback (most recent call last):',
    '  File "/usr/local/lib/python3.12/site-packages/huggingface_hub/utils/_validators.py", line 160, in validate_repo_id',
    `huggingface_hub.errors.HFValidationError: ${reason}`,
    '',
    'The above exception was the direct cause of the following exception:',
    '',
    'Traceback (most recent call last):',
  ];
  if (!version.since('0.8.0'))
    return [
      ...cause,
      `OSError: ${name} is not a local folder and is not a valid model identifier listed on 'https://huggingface.co/models'`,
    ];
  return [
    ...cause,
    `ValueError: Invalid repository ID or local directory specified: '${name}'.`,
    'Please verify the following requirements:',
    '1. Provide a valid Hugging Face repository ID.',
    '2. Specify a local directory that contains a recognized configuration file.',
    "   - For Hugging Face models: ensure the presence of a 'config.json'.",
    "   - For Mistral models: ensure the presence of a 'params.json'.",
  ];
}

/** The model may exist: only the sandbox does not know its size. */
export function notInCatalogue(name: string): readonly string[] {
  const facts = [
    'hidden_size: 4096, intermediate_size: 14336, num_hidden_layers: 32, num_attention_heads: 32',
    'num_key_value_heads: 8, vocab_size: 128256, max_position_embeddings: 131072',
  ];
  return [
    `Model ${name} is not simulated: it is not one of the sandbox's ${modelNames().length} models (sandbox/data/profiles/models.yaml). It may exist on Hugging Face.`,
    'To simulate it, copy these fields of its config.json into a scenario file, for example scenario.yaml (the values here are of an 8B model):',
    '  models:',
    `    ${name}: { ${facts.join(', ')} }`,
    'Then restart the sandbox with this file; the pod restarts automatically:',
    '  npm run sandbox -- stop && SANDBOX_SCENARIO=scenario.yaml npm run sandbox -- start',
  ].map((line) => `[sandbox] ${line}`);
}
