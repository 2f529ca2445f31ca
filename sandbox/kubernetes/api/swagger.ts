import { stringify } from 'yaml';
import type { ApiReply } from '../../core/http.ts';
import type { JsonSchema } from '../resources/facts.ts';
import { HEADERS } from './negotiate.ts';
import { MessageWriter } from './protobuf/writer.ts';

type Definitions = Readonly<Record<string, JsonSchema>>;

const PROTOBUF = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf';

/**
 * `/openapi/v2`, which kubectl asked for before 1.27: the same schemas in Swagger's terms, in JSON or in the protobuf form
 * of gnostic's openapi_v2.
 */
export function swagger(accept: string, version: string, schemas: Definitions): ApiReply {
  const definitions = Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, downgrade(schema)]));
  const info = { title: 'Kubernetes', version: `v${version}` };
  if (!accept.includes('proto-openapi')) {
    return { headers: HEADERS, body: { swagger: '2.0', info, paths: {}, definitions } };
  }
  const body = new MessageWriter()
    .text(1, '2.0')
    .message(2, new MessageWriter().text(1, info.title).text(2, info.version))
    .message(8, new MessageWriter())
    .message(9, named(definitions))
    .finish();
  return { headers: { ...HEADERS, 'content-type': PROTOBUF }, body };
}

/** Swagger has plain references, and no alternatives. */
function downgrade({ allOf, oneOf, properties, items, additionalProperties, ...schema }: JsonSchema): JsonSchema {
  const ref = (schema.$ref ?? allOf?.[0]?.$ref)?.replace('#/components/schemas/', '#/definitions/');
  return {
    ...schema,
    ...(ref && { $ref: ref }),
    ...(oneOf && { type: 'string' }),
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([name, field]) => [name, downgrade(field)])),
    }),
    ...(items && { items: downgrade(items) }),
    ...(additionalProperties && { additionalProperties: downgrade(additionalProperties) }),
  };
}

/** A map of schemas, each beside its name. */
function named(schemas: Definitions): MessageWriter {
  const entries = Object.entries(schemas).map(([name, schema]) =>
    new MessageWriter().text(1, name).message(2, encoded(schema)),
  );
  return new MessageWriter().messages(1, entries);
}

function encoded(schema: JsonSchema): MessageWriter {
  const { additionalProperties, items, properties } = schema;
  const extensions = Object.entries(schema).filter(([name]) => name.startsWith('x-'));
  return new MessageWriter()
    .text(1, schema.$ref)
    .text(2, schema.format)
    .text(4, schema.description)
    .texts(19, schema.required)
    .message(21, additionalProperties && new MessageWriter().message(1, encoded(additionalProperties)))
    .message(22, schema.type === undefined ? undefined : new MessageWriter().text(1, schema.type))
    .message(23, items && new MessageWriter().message(1, encoded(items)))
    .message(25, properties && named(properties))
    .messages(
      31,
      extensions.map(([name, value]) =>
        new MessageWriter().text(1, name).message(2, new MessageWriter().text(2, stringify(value))),
      ),
    );
}
