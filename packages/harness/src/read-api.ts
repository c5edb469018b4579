import type {
  OpenAPIObject,
  OperationObject,
  ParameterObject,
  ReferenceObject,
  SchemaObject,
} from 'openapi3-ts/oas31';

export type Schema = SchemaObject | ReferenceObject;

/** One operation of the server's own document. */
export interface Operation {
  id: string;
  method: string;
  /** With its parameters in braces. */
  path: string;
  parameters: { name: string; in: string; schema: Schema; required: boolean }[];
  body: Schema | undefined;
  /** Whether it is answered with events, for as long as somebody listens. */
  isStream: boolean;
}

export interface Api {
  operations: Operation[];
  /** What a reference leads to. */
  resolve(schema: Schema): SchemaObject;
}

const methods = ['get', 'post', 'put', 'delete', 'patch', 'head'] as const;

/** What the document says that a server gives of itself. */
export async function readApi(url: string): Promise<Api> {
  const response = await fetch(`${url}/openapi.json`);
  // `as`: the server's own tests hold it to the format.
  const { paths = {}, components } = (await response.json()) as OpenAPIObject;
  const resolve = (schema: Schema): SchemaObject => {
    if (!('$ref' in schema)) return schema;
    const found = components?.schemas?.[schema.$ref.split('/').at(-1) ?? ''];
    return found ? resolve(found) : {};
  };
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = item[method];
      return operation ? [toOperation(operation, { method: method.toUpperCase(), path })] : [];
    }),
  );
  return { operations, resolve };
}

function toOperation(
  { operationId = '', parameters = [], requestBody, responses }: OperationObject,
  { method, path }: Pick<Operation, 'method' | 'path'>,
): Operation {
  const isOwn = (parameter: ParameterObject | ReferenceObject): parameter is ParameterObject =>
    !('$ref' in parameter);
  return {
    ...{ id: operationId, method, path },
    parameters: parameters
      .filter(isOwn)
      .map(({ name, in: place, schema = {}, required = false }) => ({ name, in: place, schema, required })),
    body:
      requestBody && 'content' in requestBody ? requestBody.content['application/json']?.schema : undefined,
    isStream: 'text/event-stream' in (responses?.['200']?.content ?? {}),
  };
}
