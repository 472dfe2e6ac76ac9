import { execFileSync } from 'node:child_process'
import { gzipSync } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import type { AskedSites } from '../../../apps/server/src/asked-sites.js'
import { isPublicAddress } from '../../../apps/server/src/links/guarded-agent.js'
import { createLinkedPages } from '../../../apps/server/src/links/linked-pages.js'
import { eventually } from '../../support/eventually.js'
import { type LinkedSite, pageAbout, startLinkedSite } from '../../support/linked-site.js'

const PUBLIC: AskedSites = { allPublic: true, hosts: [] }

function pagesOf(sites: AskedSites, now = () => 0) {
  const pages = createLinkedPages(sites, ['https://chat.example'], now)
  onTestFinished(() => pages.close())
  return pages
}

async function siteAndPages(now?: () => number) {
  const site = await startLinkedSite()
  onTestFinished(() => site[Symbol.asyncDispose]())
  return { site, pages: pagesOf({ allPublic: true, hosts: [site.host] }, now) }
}

const pathsAsked = ({ asked }: LinkedSite) => asked.map(({ path }) => path)

/** Why a page is not had, the cause included. */
async function reasonOf(reading: Promise<unknown>): Promise<string> {
  try {
    return `read ${JSON.stringify(await reading)}`
  } catch (error) {
    return error instanceof Error ? `${error.message}: ${String(error.cause)}` : String(error)
  }
}

test('[L2] an address is public or not, however it is written', () => {
  for (const address of ['93.184.216.34', '8.8.8.8', '2606:2800:220:1::1', '::ffff:8.8.8.8'])
    expect([address, isPublicAddress(address)]).toEqual([address, true])
  for (const address of [
    ...['127.0.0.1', '127.8.9.1', '0.0.0.0', '10.0.0.1', '172.16.0.1', '192.168.1.1', '169.254.169.254'],
    ...['100.64.0.1', '192.0.0.1', '192.0.2.1', '198.18.0.1', '203.0.113.9', '224.0.0.1', '240.0.0.1'],
    ...['255.255.255.255', '::', '::1', '::ffff:127.0.0.1', '::ffff:10.0.0.1', '::127.0.0.1', '::7f00:1'],
    ...['fe80::1', 'fe80::1%eth0', 'fc00::1', 'fd12:3456::1', 'ff02::1', '64:ff9b::7f00:1', '2002:7f00:1::'],
    ...['2001::1', '2001:db8::1', '100::1', 'fec0::1', '64:ff9b:1::1'],
    ...['', 'localhost', '127.1', '2130706433', '0x7f.1'],
  ])
    expect([address, isPublicAddress(address)]).toEqual([address, false])
})

test('[L2] only what the settings allow is asked: by its protocol, its port, and its address in the end', async () => {
  const pages = pagesOf({ allPublic: true, hosts: ['wiki.example', '10.1.2.3:8080'] })
  for (const link of [
    ...['https://example.com/a', 'http://example.com', 'https://example.com:443', 'http://93.184.216.34/'],
    ...['http://wiki.example/x', 'http://10.1.2.3:8080/'],
  ])
    expect([link, pages.mayAsk(link)]).toEqual([link, true])
  for (const link of [
    ...[
      'http://example.com:8080/',
      'https://example.com:80/',
      'http://wiki.example:81/',
      'ftp://example.com/',
    ],
    // A page of the chat itself.
    'https://chat.example/#/room/lobby',
    ...['https://ann:secret@example.com/', 'mailto:ann@example.com', 'http://', 'javascript:alert(1)'],
  ])
    expect([link, pages.mayAsk(link)]).toEqual([link, false])
  expect(pagesOf({ allPublic: false, hosts: [] }).mayAsk('https://example.com/')).toBe(false)
  expect(pagesOf({ allPublic: false, hosts: ['wiki.example'] }).mayAsk('https://example.com/')).toBe(false)

  for (const link of [
    ...[
      'http://127.0.0.1/',
      'http://2130706433/',
      'http://0x7f.1/',
      'http://[::1]/',
      'http://[::ffff:127.0.0.1]/',
    ],
    ...['http://169.254.169.254/latest/meta-data/', 'http://10.1.2.3/', 'http://[fd00::1]/', 'http://0/'],
  ])
    expect([link, await reasonOf(pagesOf(PUBLIC).read(link))]).toEqual([
      link,
      expect.stringContaining('may not be asked'),
    ])
  // A name is public or not by what it leads to.
  expect(await reasonOf(pagesOf(PUBLIC).read('http://localhost/'))).toContain('no public address')
})

test('[L2] a site that is asked leads to none that may not be', async () => {
  const { site, pages } = await siteAndPages()
  await using secret = await startLinkedSite()
  secret.page('/', pageAbout('a secret'))
  const to = (location: string) =>
    site.page(`/to/${encodeURIComponent(location)}`, (_, response) =>
      response.writeHead(302, { location }).end(),
    )
  for (const location of [`http://${secret.host}/`, 'http://169.254.169.254/', 'http://localhost/'])
    expect(await reasonOf(pages.read(to(location)))).toMatch(/may not be asked|no public address/)
  expect(await reasonOf(pages.read(to('file:///etc/passwd')))).not.toContain('read')
  expect(secret.asked).toEqual([])
  site.page('/end', pageAbout('The end'))
  expect(await pages.read(to('/end'))).toMatchObject({ title: 'The end' })
})

test('[L2] a site is asked once in a while, without cookies and by nobody in particular', async () => {
  let nowMs = 0
  const { site, pages } = await siteAndPages(() => nowMs)
  const link = site.page('/tea', pageAbout('Tea', 'All about tea'))
  const answers = await Promise.all([pages.read(link), pages.read(`${link}#milk`), pages.read(link)])
  for (const answer of answers)
    expect(answer).toEqual({ site: '127.0.0.1', title: 'Tea', description: 'All about tea' })
  expect(pathsAsked(site)).toEqual(['/tea'])
  expect(Object.keys(site.asked[0]?.headers ?? {})).not.toContain('cookie')
  expect(JSON.stringify(site.asked[0]?.headers)).not.toContain('referer')
  nowMs = 11 * 60_000
  await pages.read(link)
  expect(pathsAsked(site)).toHaveLength(2)
})

test('[L2] a host that is named may lead to others that are, and no further than five times', async () => {
  const site = await startLinkedSite({ host: '::1' })
  onTestFinished(() => site[Symbol.asyncDispose]())
  const pages = pagesOf({ allPublic: false, hosts: [site.host] })
  const to = (path: string, location: string) =>
    site.page(path, (_, response) => response.writeHead(302, { location }).end())
  expect(await reasonOf(pages.read(to('/out', 'http://93.184.216.34/')))).toContain('may not be asked')
  expect(await reasonOf(pages.read(to('/round', '/round')))).toContain('too many redirections')
  expect(pathsAsked(site).filter(path => path === '/round')).toHaveLength(6)
  site.page('/end', pageAbout('The end'))
  expect(await pages.read(to('/end-after-one', '/end'))).toMatchObject({ title: 'The end' })
})

test('[L2] a page that could not be had is asked again after a minute', async () => {
  let nowMs = 0
  const { site, pages } = await siteAndPages(() => nowMs)
  const link = `http://${site.host}/late`
  expect(await reasonOf(pages.read(link))).toContain('status 404')
  site.page('/late', pageAbout('Late'))
  expect(await reasonOf(pages.read(link))).toContain('status 404')
  nowMs = 61_000
  expect(await pages.read(link)).toMatchObject({ title: 'Late' })
})

test('[L1] a page is read in its own encoding, and whether it comes packed or not', async () => {
  const { site, pages } = await siteAndPages()
  const cyrillic = Buffer.from([0xd7, 0xe0, 0xe9])
  const inHeader = site.page('/header', (_, response) =>
    response
      .writeHead(200, { 'content-type': 'text/html; charset=windows-1251' })
      .end(Buffer.concat([Buffer.from('<title>'), cyrillic, Buffer.from('</title>')])),
  )
  const inPage = site.page('/page', (_, response) =>
    response
      .writeHead(200, { 'content-type': 'text/html' })
      .end(
        Buffer.concat([
          Buffer.from('<meta charset="windows-1251"><title>'),
          cyrillic,
          Buffer.from('</title>'),
        ]),
      ),
  )
  // The first packet says nothing of it.
  const later = site.page('/later', (_, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).write('<!doctype html><html>')
    setTimeout(() => {
      const title = Buffer.concat([Buffer.from('<title>'), cyrillic, Buffer.from('</title>')])
      response.end(Buffer.concat([Buffer.from('<meta charset=windows-1251>'), title]))
    }, 50)
  })
  const unknown = site.page('/unknown', (_, response) =>
    response.writeHead(200, { 'content-type': 'text/html; charset=klingon' }).end('<title>Чай</title>'),
  )
  const packed = site.page('/packed', (_, response) =>
    response
      .writeHead(200, { 'content-type': 'text/html', 'content-encoding': 'gzip' })
      .end(gzipSync('<title>Чай</title>')),
  )
  for (const link of [inHeader, inPage, later, unknown, packed])
    expect(await pages.read(link)).toMatchObject({ title: 'Чай' })
})

test('[L2] what is no page, has no end or packs too much is given up, and so is who does not answer', async () => {
  const { site, pages } = await siteAndPages()
  const image = site.page('/image', (_, response) =>
    response.writeHead(200, { 'content-type': 'image/png' }).end('<title>no</title>'),
  )
  expect(await pages.read(image)).toBeNull()
  expect(await reasonOf(pages.read(`http://${site.host}/missing`))).toContain('status 404')

  let isCutOff = false
  const endless = site.page('/endless', (_, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).write('<head>')
    const more = setInterval(() => response.write('x'.repeat(64 * 1024)), 1)
    response.once('close', () => {
      clearInterval(more)
      isCutOff = true
    })
  })
  expect(await pages.read(endless)).toBeNull()
  await eventually(() => expect(isCutOff).toBe(true))
  // Elsewhere, or what it takes to pack that would be measured.
  const pack = "process.stdout.write(require('zlib').gzipSync(Buffer.alloc(256 * 1024 * 1024, ' ')))"
  const packed = execFileSync(process.execPath, ['-e', pack], { maxBuffer: 1024 * 1024 })
  const bomb = site.page('/bomb', (_, response) =>
    response.writeHead(200, { 'content-type': 'text/html', 'content-encoding': 'gzip' }).end(packed),
  )
  const before = process.memoryUsage().rss
  expect(await pages.read(bomb)).toBeNull()
  expect(process.memoryUsage().rss - before).toBeLessThan(128 * 1024 * 1024)
  const silent = site.page('/silent', () => undefined)
  const slow = site.page('/slow', (_, response) => {
    response.writeHead(200, { 'content-type': 'text/html' })
    const more = setInterval(() => response.write(' '), 200)
    response.once('close', () => clearInterval(more))
  })
  const reasons = await Promise.all([silent, slow].map(link => reasonOf(pages.read(link))))
  expect(reasons).toEqual([expect.stringMatching(/timeout/i), expect.stringContaining('no answer within')])
}, 30_000)
