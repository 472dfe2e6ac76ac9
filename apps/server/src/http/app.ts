// The HTTP side of a worker: pages, accounts, webhooks, health. Routes are listed by name; errors become answers in one place.

import { relative } from 'node:path'
import helmet from '@fastify/helmet'
import middie from '@fastify/middie'
import serveStatic from '@fastify/static'
import { ChatError, ERRORS, toFailure } from '@hubbub/shared'
import {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  fastify,
  LogController,
} from 'fastify'
import { Compile } from 'typebox/compile'
import type { WebhookRules } from '../chat/webhooks.js'
import type { Log } from '../log.js'
import { type AuthDeps, registerAuthRoutes } from './auth-routes.js'
import { type FileRouteDeps, registerFileRoutes } from './file-routes.js'
import { type Health, registerHealthRoutes } from './health-routes.js'
import type { TrustedOrigin } from './origin.js'
import { outcomePath, PROVIDER_PATH } from './provider-routes.js'
import { createMustBeSignedIn } from './signed-in.js'
import { registerWebhookRoutes, WEBHOOK_ROUTE } from './webhook-routes.js'

/** A name and a password, with room to spare. */
const BODY_MAX_BYTES = 16 * 1024

export interface AppOptions {
  logger: Log
  trustProxy: readonly string[] | false
  httpsOnly: boolean
  isTrustedOrigin: TrustedOrigin
  auth: AuthDeps
  webhooks: Pick<WebhookRules, 'post'>
  files: FileRouteDeps
  health: Health
  /** Folder with the built page. */
  pages: string
}

export async function createApp(options: AppOptions): Promise<FastifyInstance> {
  const { logger, trustProxy, httpsOnly, isTrustedOrigin, auth, webhooks, files, health, pages } = options
  // Named by its plain type, or Fastify would carry pino's through every signature.
  const loggerInstance: FastifyBaseLogger = logger
  const app: FastifyInstance = fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: trustProxy === false ? false : [...trustProxy],
    bodyLimit: BODY_MAX_BYTES,
  })
  app.setValidatorCompiler(({ schema }) => {
    const compiled = Compile(schema)
    return value =>
      compiled.Check(value)
        ? { value }
        : { error: new ChatError('bad_request', 'This is not what the route takes.') }
  })
  app.setErrorHandler<FastifyError | ChatError>((error, request, reply) => {
    const failure = toChatError(error)
    if (failure.code === 'internal')
      request.log.error({ err: error, route: request.routeOptions.url }, 'request failed by a bug')
    if (failure.code === 'no_storage')
      request.log.error({ err: failure.cause ?? failure.message }, 'a file cannot be kept')
    // There it is a page that fails, as when Redis does not know the session: people go on in ours.
    if (request.method === 'GET' && request.url.startsWith(PROVIDER_PATH))
      return reply.redirect(outcomePath(failure.code))
    if (failure.retryAfterMs !== undefined)
      reply.header('retry-after', Math.max(1, Math.ceil(failure.retryAfterMs / 1_000)))
    return reply.status(ERRORS[failure.code].httpStatus).send(toFailure(failure))
  })
  app.setNotFoundHandler((_, reply) =>
    reply.status(404).send(toFailure(new ChatError('not_found', 'There is no such page.'))),
  )
  // Only JSON: a form of another site can send plain text without being asked for leave.
  app.removeContentTypeParser('text/plain')
  app.addHook('onRequest', async request => {
    const changesSomething = !['GET', 'HEAD', 'OPTIONS'].includes(request.method)
    // Cookies mean nothing there: who may post is said by the address, which no other site knows.
    if (request.routeOptions.url === WEBHOOK_ROUTE) return
    if (changesSomething && !isTrustedOrigin(request.raw))
      throw new ChatError('forbidden_origin', 'Requests from other sites are refused.')
  })

  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        // No text becomes markup or script in any way that a browser knows of, but for one constant, the address of the service worker.
        requireTrustedTypesFor: ["'script'"],
        trustedTypes: ['service-worker'],
      },
    },
    strictTransportSecurity: httpsOnly,
    xFrameOptions: { action: 'deny' },
  })
  await app.register(middie)
  // Not for what programs post: they have none.
  for (const path of ['/api/auth', '/api/rooms']) app.use(path, auth.sessions.middleware)
  registerAuthRoutes(app, auth)
  registerWebhookRoutes(app, webhooks)
  await registerFileRoutes(app, files, createMustBeSignedIn(auth.sessions, auth.accounts))
  registerHealthRoutes(app, health)
  // An address that can be told on the phone; who may see what is there is decided on the socket.
  app.get('/cluster', (_, reply) => reply.redirect('/#/cluster'))
  await app.register(serveStatic, {
    root: pages,
    // Its own word on caching would replace ours.
    cacheControl: false,
    setHeaders(response, path) {
      // Vite puts a hash of the content into these names.
      const immutable = relative(pages, path).startsWith('assets')
      response.setHeader('cache-control', immutable ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })
  await app.ready()
  return app
}

function toChatError(error: FastifyError | ChatError): ChatError {
  if (error instanceof ChatError) return error
  const { statusCode } = error
  if (statusCode === 413) return new ChatError('too_long', 'The body is too large.')
  if (statusCode === 415) return new ChatError('unsupported_media_type', 'The body must be JSON.')
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return new ChatError('bad_request', 'The request is malformed.')
  return new ChatError('internal', 'Something went wrong.')
}
