import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'
import { afterEach, expect, test, vi } from 'vitest'

const fromRoot = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url))
const LIMIT_KIB = 130

afterEach(() => {
  vi.unstubAllEnvs()
})

test('the page loads little script, allows no inline one and holds no schema', async () => {
  // Otherwise Vite takes the development halves of React for a test run.
  vi.stubEnv('NODE_ENV', 'production')
  const built = await build({
    root: fromRoot('apps/web'),
    logLevel: 'silent',
    build: { write: false },
    resolve: {
      alias: {
        '@hubbub/shared': fromRoot('packages/shared/src/index.ts'),
        '@hubbub/client': fromRoot('packages/client/src/index.ts'),
      },
    },
  })
  if (Array.isArray(built) || !('output' in built)) throw new Error('expected one build')

  const chunks = built.output.flatMap(file => (file.type === 'chunk' ? [file] : []))
  const scripts = chunks.map(({ code }) => code)
  // What the page asks for by itself: the entry, and what that imports at once.
  const first = chunks.filter(({ isEntry }) => isEntry)
  for (const { imports } of first)
    first.push(...chunks.filter(one => imports.includes(one.fileName) && !first.includes(one)))
  const kib = first.reduce((sum, { code }) => sum + gzipSync(code, { level: 9 }).length, 0) / 1024
  console.log(`first load: ${kib.toFixed(1)} KiB of gzipped JavaScript, of ${LIMIT_KIB}`)
  expect(kib).toBeLessThanOrEqual(LIMIT_KIB)
  expect(scripts.join()).not.toContain('additionalProperties')
  const later = chunks.filter(one => !first.includes(one)).map(({ name }) => name)
  expect(later.sort()).toEqual([
    'chat-dialogs',
    'cluster-page',
    'copy-field',
    'emoji-names',
    'new-password-field',
    'sign-in',
    'text-field',
  ])

  const page = built.output.find(file => file.fileName === 'index.html')
  if (page?.type !== 'asset') throw new Error('expected index.html')
  expect(page.source).not.toMatch(/<script(?![^>]* src=)|<style|\sstyle=|\son\w+=|data:/i)
}, 60_000)
