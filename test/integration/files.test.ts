// Files in messages over HTTP and the wire, between two workers.

import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type FileId,
  filePath,
  type MessageEntry,
  type MessageFile,
  type RoomId,
  uploadPath,
} from '@hubbub/shared'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { eventually } from '../support/eventually.js'
import { pngOf } from '../support/pictures.js'
import { ask } from '../support/raw-engine.js'
import { postFile, sendFile } from '../support/send-file.js'
import { type Cluster, startCluster } from '../support/start-cluster.js'
import { connect, guest, newKey, post, signIn, type WireClient } from '../support/wire-client.js'

const MIB = 1_024 * 1_024
let cluster: Cluster
let folder: string
let ann: WireClient
let bob: WireClient
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hubbub-files-'))
  cluster = await startCluster({ env: { FILES_DIR: folder, FILE_MAX_MIB: '1', FILE_MIB_PER_HOUR: '100' } })
  const [one = '', two = ''] = cluster.workers().map(({ id }) => id)
  ann = await guest(cluster.url, { worker: one })
  bob = await guest(cluster.url, { worker: two })
})
afterAll(async () => {
  ann.close()
  bob.close()
  await cluster[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true })
})

const newest = (client: WireClient, roomId: RoomId) => client.heard.get(roomId)?.at(-1) as MessageEntry
const onDisk = () =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(path => path.includes('/'))
const codeOf = async (answer: Response) => `${answer.status} ${(await answer.json()).code}`
const get = (
  client: { cookie: string },
  roomId: RoomId,
  { fileId }: { fileId: string },
  init: RequestInit = {},
) =>
  fetch(cluster.url + filePath(roomId, fileId as FileId), {
    ...init,
    headers: { cookie: client.cookie, ...init.headers },
  })
/** As a browser asks that has kept it. Not by `fetch`, which asks for a new one when it is told what there is. */
const again = async (
  { cookie }: { cookie: string },
  roomId: RoomId,
  { fileId }: MessageFile,
  etag: string,
) => {
  const headers = { cookie, 'if-none-match': etag }
  return (await ask(cluster.url, filePath(roomId, fileId), { headers })).status
}
const messageOf = (roomId: RoomId, files: readonly MessageFile[], text = '') => ({
  ...{ roomId, clientMessageId: newKey(), text },
  fileIds: files.map(({ fileId }) => fileId),
})

async function roomOfTwo(): Promise<RoomId> {
  const roomId = await ann.newRoom()
  await bob.join(roomId)
  return roomId
}

test('[F1] [F2] what one sends the other is told and reads, on another worker; a text is not needed', async () => {
  const roomId = await roomOfTwo()
  const picture = pngOf(30, 20)
  const image = await sendFile(cluster.url, ann, roomId, { name: 'p\u00efc \u202egnp.exe', bytes: picture })
  expect(image).toMatchObject({ type: 'image/png', size: picture.length, width: 30, height: 20 })
  expect(image.name).toBe('p\u00efc gnp.exe')
  const file = await sendFile(cluster.url, ann, roomId, {
    name: '../../etc/page.html',
    bytes: '<script>x</script>',
  })
  expect(file).toMatchObject({ name: 'page.html', type: 'application/octet-stream', size: 18 })

  const command = messageOf(roomId, [image, file])
  const receipt = await ann.ok('message:send', command)
  expect(await bob.ok('message:send', { ...command, clientMessageId: newKey() }).catch(String)).toContain(
    'not_found',
  )
  expect(await ann.ok('message:send', command)).toEqual({ ...receipt, duplicate: true })
  await eventually(() => expect(newest(bob, roomId)).toMatchObject({ text: '', files: [image, file] }))
  expect((await bob.join(roomId)).entries.at(-1)).toMatchObject({ files: [image, file] })

  const shown = await get(bob, roomId, image)
  expect(Buffer.from(await shown.arrayBuffer()).equals(picture)).toBe(true)
  expect(Object.fromEntries(shown.headers)).toMatchObject({
    'content-type': 'image/png',
    'content-disposition': `inline; filename="p_c gnp.exe"; filename*=UTF-8''p%C3%AFc%20gnp.exe`,
    'content-security-policy': "sandbox; default-src 'none'",
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'private, no-cache',
  })
  const kept = await get(bob, roomId, file)
  expect(await kept.text()).toBe('<script>x</script>')
  expect(kept.headers.get('content-type')).toBe('application/octet-stream')
  expect(kept.headers.get('content-disposition')).toMatch(/^attachment; filename="page.html"/)
})

test('[F3] a file is read in parts, looked at, and not sent again to who has it', async () => {
  const roomId = await ann.newRoom()
  const file = await sendFile(cluster.url, ann, roomId, { bytes: '0123456789' })
  const part = await get(ann, roomId, file, { headers: { range: 'bytes=2-4' } })
  expect([part.status, await part.text(), part.headers.get('content-range')]).toEqual([
    206,
    '234',
    'bytes 2-4/10',
  ])
  const beyond = await get(ann, roomId, file, { headers: { range: 'bytes=20-' } })
  expect(beyond.status).toBe(416)
  const unlike = await get(ann, roomId, file, { headers: { 'if-match': '"another"' } })
  expect(unlike.status).toBe(412)
  for (const { headers } of [beyond, unlike]) {
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('content-disposition')).toBeNull()
    expect(headers.get('content-type')).toMatch(/^text\/html/)
  }
  expect(beyond.headers.get('content-range')).toBe('bytes */10')
  const head = await get(ann, roomId, file, { method: 'HEAD' })
  expect([head.status, head.headers.get('content-length')]).toEqual([200, '10'])
  const etag = head.headers.get('etag') ?? ''
  expect(await again(ann, roomId, file, etag)).toBe(304)
})

test('[F3] [M8] strangers, and whoever is not signed in, read nothing and cannot tell what is there', async () => {
  using eve = await guest(cluster.url)
  const { roomId } = await ann.ok('room:create', { name: 'secret', private: true })
  await ann.join(roomId)
  const file = await sendFile(cluster.url, ann, roomId)
  await ann.ok('message:send', messageOf(roomId, [file]))
  expect(await codeOf(await get(eve, roomId, file))).toBe('403 not_a_member')
  expect(await codeOf(await get(eve, 'no-such-room' as RoomId, file))).toBe('403 not_a_member')
  expect(await codeOf(await get({ cookie: '' }, roomId, file))).toBe('401 unauthenticated')
  expect(await codeOf(await postFile(cluster.url, eve, roomId))).toBe('403 not_a_member')
  expect(await codeOf(await postFile(cluster.url, { cookie: '' }, roomId))).toBe('401 unauthenticated')
  // What one room has is in no other.
  const elsewhere = await ann.newRoom()
  expect(await codeOf(await get(ann, elsewhere, file))).toBe('404 not_found')
  await ann.ok('room:invite', { roomId, userId: eve.account.userId })
  expect((await get(eve, roomId, file)).status).toBe(200)
  await eve.ok('room:leave', { roomId })
  expect(await codeOf(await get(eve, roomId, file))).toBe('403 not_a_member')
})

test('[F3] an address that names no file of ours gets nothing', async () => {
  const roomId = await ann.newRoom()
  for (const path of ['..%2f..%2fetc%2fpasswd', '%00', 'A'.repeat(32), 'a'.repeat(31), 'a'.repeat(400)]) {
    const answer = await get(ann, roomId, { fileId: path })
    expect([400, 404, 414]).toContain(answer.status)
  }
  expect(await codeOf(await get(ann, roomId, { fileId: 'a'.repeat(32) }))).toBe('404 not_found')
})

test('[F4] a deleted message leaves nothing of its files to be read', async () => {
  const roomId = await roomOfTwo()
  const file = await sendFile(cluster.url, ann, roomId)
  const { seq, mid } = await ann.ok('message:send', messageOf(roomId, [file], 'look'))
  const etag = (await get(bob, roomId, file)).headers.get('etag') ?? ''
  expect(await again(bob, roomId, file, etag)).toBe(304)
  await ann.ok('message:change', { roomId, clientMessageId: newKey(), seq, mid, text: null })
  expect(await codeOf(await get(bob, roomId, file))).toBe('404 not_found')
  expect(await codeOf(await get(ann, roomId, file))).toBe('404 not_found')
  // Nor from what a browser kept of it.
  expect(await again(bob, roomId, file, etag)).toBe(404)
  const told = (await bob.join(roomId)).entries.find(entry => entry.mid === mid)
  expect(told).toMatchObject({ text: '' })
  expect(told).not.toHaveProperty('files')
})

test('[F1] [A5] a page of another site, and what is no plain bytes, is refused and leaves nothing', async () => {
  const roomId = await ann.newRoom()
  const before = onDisk()
  const foreign = await postFile(cluster.url, ann, roomId, { headers: { origin: 'https://evil.example' } })
  expect(await codeOf(foreign)).toBe('403 forbidden_origin')
  for (const type of ['text/plain', 'multipart/form-data; boundary=x', 'application/json', 'image/png']) {
    const answer = await postFile(cluster.url, ann, roomId, { headers: { 'content-type': type } })
    expect([type, await codeOf(answer)]).toEqual([type, '415 unsupported_media_type'])
  }
  // And bytes are none of the other routes'.
  const bytes = { 'content-type': 'application/octet-stream' }
  expect(await codeOf(await post(cluster.url, '/api/auth/guest', { name: 'x' }, bytes))).toBe(
    '415 unsupported_media_type',
  )
  expect(await codeOf(await postFile(cluster.url, ann, roomId, { bytes: '' }))).toBe('400 bad_request')
  const nameless = await fetch(`${cluster.url}/api/rooms/${roomId}/files`, {
    method: 'POST',
    headers: { cookie: ann.cookie, ...bytes },
    body: 'x',
  })
  expect(await codeOf(nameless)).toBe('400 bad_request')
  expect(onDisk()).toEqual(before)
})

test('[F1] what is too large is refused by what it says of itself, and by what it is; and the largest is not', async () => {
  const roomId = await ann.newRoom()
  expect(ann.welcome.fileMaxBytes).toBe(MIB)
  const before = onDisk()
  expect(await codeOf(await postFile(cluster.url, ann, roomId, { bytes: Buffer.alloc(MIB + 1) }))).toBe(
    '413 too_long',
  )
  // Nothing said beforehand.
  let left = 20
  const endless = new ReadableStream<Uint8Array>({
    pull: controller => (left-- > 0 ? controller.enqueue(Buffer.alloc(100_000)) : controller.close()),
  })
  expect(await codeOf(await postFile(cluster.url, ann, roomId, { bytes: endless }))).toBe('413 too_long')
  expect(onDisk()).toEqual(before)
  expect(await sendFile(cluster.url, ann, roomId, { bytes: Buffer.alloc(MIB) })).toMatchObject({ size: MIB })
})

test('[F1] a file whose sender goes away in the middle leaves nothing behind', async () => {
  const roomId = await ann.newRoom()
  const before = onDisk()
  const half = request(cluster.url + uploadPath(roomId, 'half.bin'), {
    method: 'POST',
    headers: { cookie: ann.cookie, 'content-type': 'application/octet-stream', 'content-length': 1_000 },
  })
  half.on('error', () => undefined)
  half.write('half')
  await eventually(() => expect(onDisk().length).toBe(before.length + 1))
  expect(onDisk().filter(path => path.endsWith('.part'))).toHaveLength(1)
  half.destroy()
  await eventually(() => expect(onDisk()).toEqual(before))
  expect(cluster.log().filter(({ msg }) => /bug/.test(msg))).toEqual([])
})

test('[F1] four files of one user are on their way at once, and the fifth is told to wait', async () => {
  await using single = await startCluster({ workers: 1 })
  using cy = await guest(single.url)
  const roomId = await cy.newRoom()
  const open = Array.from({ length: 4 }, () => {
    const upload = request(single.url + uploadPath(roomId, 'slow.bin'), {
      method: 'POST',
      headers: { cookie: cy.cookie, 'content-type': 'application/octet-stream', 'content-length': 10 },
    })
    upload.on('error', () => undefined)
    upload.write('half')
    return upload
  })
  await eventually(async () =>
    expect(await codeOf(await postFile(single.url, cy, roomId))).toBe('429 rate_limited'),
  )
  open[0]?.end(' done ')
  await eventually(async () => expect((await postFile(single.url, cy, roomId)).status).toBe(201))
  for (const upload of open) upload.destroy()
})

test('[F1] who sends a lot is told when to go on, and what else they send is not refused', async () => {
  await using single = await startCluster({ env: { FILE_MAX_MIB: '1', FILE_MIB_PER_HOUR: '1' } })
  using cy = await guest(single.url)
  const roomId = await cy.newRoom()
  await sendFile(single.url, cy, roomId, { bytes: Buffer.alloc(700_000) })
  const refused = await postFile(single.url, cy, roomId, { bytes: Buffer.alloc(700_000) })
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(3_000)
  expect(await codeOf(refused)).toBe('429 rate_limited')
  await cy.send(roomId, 'hello')
})

test('[F1] a folder that is no more is said so, messages go on, and the operator finds why in the log', async () => {
  const gone = mkdtempSync(join(tmpdir(), 'hubbub-files-'))
  onTestFinished(() => rmSync(gone, { recursive: true, force: true }))
  await using single = await startCluster({ workers: 1, env: { FILES_DIR: gone } })
  using cy = await guest(single.url)
  const roomId = await cy.newRoom()
  rmSync(gone, { recursive: true })
  // A file in its place, so that root cannot write there, either.
  writeFileSync(gone, '')
  expect(await codeOf(await postFile(single.url, cy, roomId))).toBe('507 no_storage')
  await eventually(() => expect(single.log().some(({ msg }) => msg === 'a file cannot be kept')).toBe(true))
  await eventually(async () =>
    expect(await (await fetch(`${single.internalUrl}/metrics`)).text()).toMatch(
      /hubbub_commands_total\{event="file:upload",code="no_storage".*\} 1/,
    ),
  )
  await cy.send(roomId, 'hello')
})

test('[F3] a session that has ended reads nothing any more', async () => {
  const credentials = { name: 'Ended Session', password: 'correct horse battery' }
  const first = await signIn(cluster.url, 'register', credentials)
  const second = await signIn(cluster.url, 'login', credentials)
  using one = await connect(cluster.url, first)
  const roomId = await one.newRoom()
  const file = await sendFile(cluster.url, first, roomId)
  const etag = (await get(second, roomId, file)).headers.get('etag') ?? ''
  await post(cluster.url, '/api/auth/logout-others', {}, { cookie: second.cookie })
  expect(await codeOf(await get(first, roomId, file))).toBe('401 unauthenticated')
  expect(await again(first, roomId, file, etag)).toBe(401)
  expect(await again(second, roomId, file, etag)).toBe(304)
  expect(await codeOf(await postFile(cluster.url, first, roomId))).toBe('401 unauthenticated')
})

test('[F3] what cannot be read comes under no name and is kept by nobody, and the operator finds why in the log', async () => {
  const roomId = await ann.newRoom()
  const [folderThere, socketThere] = [
    await sendFile(cluster.url, ann, roomId, { bytes: pngOf(3, 2) }),
    await sendFile(cluster.url, ann, roomId, { bytes: pngOf(3, 2) }),
  ]
  const pathOf = ({ fileId }: MessageFile) => join(folder, fileId.slice(0, 2), fileId)
  for (const file of [folderThere, socketThere]) rmSync(pathOf(file))
  mkdirSync(pathOf(folderThere))
  // It is there, and cannot be opened, by nobody.
  const socket = createServer().listen(pathOf(socketThere))
  await once(socket, 'listening')
  onTestFinished(() => void socket.close())
  for (const file of [folderThere, socketThere]) {
    const failed = await get(ann, roomId, file)
    expect(failed.headers.get('cache-control')).toBe('no-store')
    expect(failed.headers.get('content-disposition')).toBeNull()
    expect(failed.headers.get('content-type')).toMatch(/^application\/json/)
    expect(await codeOf(failed)).toBe('500 internal')
  }
  await eventually(() =>
    expect(cluster.log().filter(({ msg }) => msg === 'request failed by a bug')).toHaveLength(2),
  )
})
