import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const fromRoot = (path: string) => fileURLToPath(new URL(path, import.meta.url))

// Tests see the sources of the packages, so that they need no build and never meet a stale one. Cluster and browser
// tests start the built server as processes of its own; `npm test` builds it first.
const alias = {
  '@hubbub/shared/schemas': fromRoot('packages/shared/src/schemas.ts'),
  '@hubbub/shared': fromRoot('packages/shared/src/index.ts'),
  '@hubbub/client': fromRoot('packages/client/src/index.ts'),
}

/** Kinds of tests run one after another, from the cheapest to the dearest, so that none slows another down. */
function kind(
  name: string,
  order: number,
  limits: {
    maxWorkers: number
    timeoutMs: number
    folder?: string
    env?: Record<string, string>
  },
) {
  return {
    resolve: { alias },
    test: {
      name,
      include: [`test/${limits.folder ?? name}/**/*.test.ts`],
      env: limits.env ?? {},
      pool: 'forks' as const,
      maxWorkers: limits.maxWorkers,
      // What files share is loaded once per process, and what one of them leaves behind is met by another.
      isolate: false,
      // As `eventually` does: what is waited for may come over workers, Redis and a browser.
      expect: { poll: { timeout: 5_000 } },
      testTimeout: limits.timeoutMs,
      hookTimeout: limits.timeoutMs,
      sequence: { groupOrder: order },
    },
  }
}

export default defineConfig({
  test: {
    projects: [
      kind('unit', 1, { maxWorkers: 2, timeoutMs: 15_000 }),
      kind('contract', 2, { maxWorkers: 2, timeoutMs: 15_000 }),
      // The same suite on a real Redis Cluster of three primaries.
      kind('contract-cluster', 3, {
        maxWorkers: 2,
        timeoutMs: 60_000,
        folder: 'contract',
        env: { HUBBUB_CONTRACT_REDIS: 'cluster' },
      }),
      kind('integration', 4, { maxWorkers: 2, timeoutMs: 30_000 }),
      kind('cluster', 5, { maxWorkers: 2, timeoutMs: 90_000 }),
      // These load the machine and measure time, or need both cores for a browser: one file at a time.
      kind('faults', 6, { maxWorkers: 1, timeoutMs: 90_000 }),
      kind('e2e', 7, { maxWorkers: 1, timeoutMs: 120_000 }),
    ],
  },
})
