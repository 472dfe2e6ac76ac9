import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Plugin, transformWithOxc } from 'vite'

const SOURCE = fileURLToPath(new URL('service-worker/service-worker.ts', import.meta.url))

/**
 * Puts the service worker beside the page, under one address for good, as browsers want it. It is no part of the page, so that
 * nothing is split off from that for both.
 */
export function emitServiceWorker(): Plugin {
  return {
    name: 'service-worker',
    apply: 'build',
    async generateBundle() {
      const { code } = await transformWithOxc(readFileSync(SOURCE, 'utf8'), SOURCE)
      // What is left of its imports of types; a service worker is no module everywhere.
      const source = code.replace(/^export \{\s*\};?$/m, '')
      this.emitFile({ type: 'asset', fileName: 'service-worker.js', source })
    },
  }
}
