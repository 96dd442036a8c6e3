/** GET /openapi.json: the addresses of `routes.ts` as OpenAPI 3.1 describes them. */
import { Hono } from 'hono';
import { intermediaryErrorCodes } from '../errors.ts';
import { type RouteDescription, routes } from './routes.ts';

export function openApi(): Hono {
  const description = describeApi();
  return new Hono().get('/openapi.json', (context) => context.json(description));
}

export function describeApi() {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    const path = route.path.replace(/:([A-Za-z]+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'eComm intermediary',
      version: '1',
      description:
        'Micropayments (MSET), top-ups (SET) and the operator. Signed messages are described in docs/protocol.md, error codes in docs/errors.md.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths,
    components: {
      securitySchemes: {
        operatorToken: {
          type: 'http',
          scheme: 'bearer',
          description: 'The file operator-token: an admin.',
        },
        session: { type: 'apiKey', in: 'cookie', name: 'operator', description: 'Of who signed in.' },
        metricsToken: { type: 'http', scheme: 'bearer', description: 'The file metrics-token.' },
      },
      schemas: {
        Error: {
          type: 'object',
          required: ['code', 'setCode', 'message'],
          properties: {
            code: {
              type: 'string',
              examples: intermediaryErrorCodes.filter((code) => code.startsWith('ERR_INTERMEDIARY_')),
            },
            setCode: { type: 'string', description: 'SET’s ErrorCode.' },
            message: { type: 'string' },
          },
        },
      },
    },
  };
}

function operationOf(route: RouteDescription): object {
  const { method, path, access, summary, takes, gives } = route;
  const isOperator = access !== 'open' && access !== 'signed' && access !== 'metrics';
  const parameters = [...path.matchAll(/:([A-Za-z]+)/g)].map(([, name]) => ({
    ...{ name, in: 'path', required: true, schema: { type: 'string' } },
  }));
  return {
    summary,
    operationId: operationId(method, path),
    tags: [path.startsWith('/operator') ? 'operator' : (path.split('/')[1] ?? '')],
    ...(isOperator ? { description: `For operators with the role ${access} or more.` } : {}),
    ...(access === 'signed' ? { description: 'The message’s own signature says who sends it.' } : {}),
    security: securityOf(access),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(takes === undefined ? {} : { requestBody: { required: true, content: contentOf(takes) } }),
    responses: {
      ...(gives === undefined
        ? { '204': { description: 'It is done.' } }
        : { '200': { description: summary, content: contentOf(gives) } }),
      default: {
        description: 'It is refused, or it failed.',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      },
    },
  };
}

function securityOf(access: RouteDescription['access']): object[] {
  if (access === 'open' || access === 'signed') return [];
  return access === 'metrics' ? [{ metricsToken: [] }] : [{ operatorToken: [] }, { session: [] }];
}

function contentOf(mediaType: string): object {
  return { [mediaType]: { schema: mediaType === 'application/json' ? {} : { type: 'string' } } };
}

/** get-operator-purchases-receiptId */
function operationId(method: string, path: string): string {
  return `${method.toLowerCase()}${path.replace(/[^A-Za-z0-9]+/g, '-')}`;
}
