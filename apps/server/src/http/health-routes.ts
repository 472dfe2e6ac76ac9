import type { FastifyInstance } from 'fastify'

export interface Health {
  /** null: ready; otherwise why not, in a few words. */
  notReadyBecause(): string | null
}

export function registerHealthRoutes(app: FastifyInstance, health: Health): void {
  app.get('/livez', async () => ({ status: 'alive' }))

  app.get('/readyz', async (_, reply) => {
    const reason = health.notReadyBecause()
    if (reason === null) return { status: 'ready' }
    return reply.status(503).header('retry-after', 1).send({ status: 'not ready', reason })
  })
}
