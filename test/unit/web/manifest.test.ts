// What a phone or desktop needs to put the page among its apps.

import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { root } from '../../support/root.js'

const inPublic = (path: string) => readFile(`${root}/apps/web/public${path}`)

/** Width and height stand in the first chunk of every PNG. */
const sizeOf = (png: Buffer) => `${png.readUInt32BE(16)}x${png.readUInt32BE(20)}`

test('the page can be put among the apps: it names a manifest, and every icon is there in the size that it tells', async () => {
  const page = await readFile(`${root}/apps/web/index.html`, 'utf8')
  expect(page).toContain('<link rel="manifest" href="/manifest.webmanifest" />')
  const manifest = JSON.parse(String(await inPublic('/manifest.webmanifest')))
  expect(manifest).toMatchObject({ name: 'Hubbub', start_url: '/', display: 'standalone' })
  expect(manifest.icons.length).toBeGreaterThan(2)
  for (const { src, type, sizes } of manifest.icons) {
    const icon = await inPublic(src)
    if (type === 'image/png') expect(sizeOf(icon)).toBe(sizes)
    else expect(String(icon)).toMatch(/^<svg /)
  }
  expect(sizeOf(await inPublic('/apple-touch-icon.png'))).toBe('180x180')
})

test('the colours around the page are those of its list of rooms', async () => {
  const page = await readFile(`${root}/apps/web/index.html`, 'utf8')
  const theme = await readFile(`${root}/apps/web/src/theme.css`, 'utf8')
  const [, light = '?', dark = '?'] = /--side: light-dark\((#\w+), (#\w+)\)/.exec(theme) ?? []
  expect(page).toContain(`content="${light}" media="(prefers-color-scheme: light)"`)
  expect(page).toContain(`content="${dark}" media="(prefers-color-scheme: dark)"`)
})
