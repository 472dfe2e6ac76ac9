import { expect, test } from 'vitest'
import { refuseDrops } from '../../../apps/web/src/features/files/refuse-drops.js'
import { createUpload } from '../../../apps/web/src/features/files/upload-file.js'
import { createFakeClock, settled } from '../client/fake-clock.js'
import { LOBBY, picture } from '../client/make.js'

/** What of a browser's request is used; the test plays the network. */
class FakeRequest {
  status = 0
  responseText = ''
  upload = { onprogress: (_: { loaded: number }) => {}, onload: () => {} }
  onloadend = () => {}
  isAborted = false
  sent: File | null = null
  open() {}
  setRequestHeader() {}
  send(file: File) {
    this.sent = file
  }
  abort() {
    this.isAborted = true
    this.onloadend()
  }
  answer(status: number, body: unknown) {
    Object.assign(this, { status, responseText: JSON.stringify(body) })
    this.onloadend()
  }
}

async function startUpload(file = new File(['abc'], 'a.txt', { type: 'text/plain' })) {
  const clock = createFakeClock()
  const requests: FakeRequest[] = []
  const upload = createUpload({
    prepare: async image => new File(['prepared'], image.name),
    after: clock.after,
    newRequest() {
      requests.push(new FakeRequest())
      return requests.at(-1) as never
    },
  })
  const progress: number[] = []
  const ending = new AbortController()
  const watch = { progress: (bytes: number) => progress.push(bytes), signal: ending.signal }
  const ended: unknown[] = []
  upload(LOBBY, file, watch).then(
    stored => ended.push(stored),
    error => ended.push(error),
  )
  await settled()
  return { clock, request: requests[0] ?? new FakeRequest(), requests, progress, ending, ended }
}

test('[F1] a file on a dead connection fails after half a minute without a byte, and may be tried again', async () => {
  const { clock, request, ended, progress } = await startUpload()
  await clock.advance(29_000)
  request.upload.onprogress({ loaded: 1 })
  await clock.advance(29_999)
  expect([request.isAborted, progress]).toEqual([false, [1]])
  await clock.advance(1)
  expect(ended).toMatchObject([{ code: 'unavailable', retryable: true }])
})

test('[F1] once all has left the machine, the server has two minutes to answer', async () => {
  const { clock, request, ended } = await startUpload()
  request.upload.onprogress({ loaded: 3 })
  request.upload.onload()
  await clock.advance(119_999)
  expect(request.isAborted).toBe(false)
  request.answer(201, picture)
  await settled()
  expect(ended).toEqual([picture])
  await clock.advance(600_000)
  expect(request.isAborted).toBe(false)

  const dead = await startUpload()
  dead.request.upload.onload()
  await dead.clock.advance(120_000)
  expect(dead.ended).toMatchObject([{ code: 'unavailable' }])
})

test('a folder, and a file that is gone, are not blamed on the server: nothing is sent', async () => {
  class Unreadable extends File {
    override slice() {
      const part = new Blob()
      part.arrayBuffer = async () => {
        throw new DOMException('Gone.', 'NotFoundError')
      }
      return part
    }
  }
  const { requests, ended } = await startUpload(new Unreadable(['abc'], 'folder'))
  expect(ended).toEqual([expect.any(DOMException)])
  expect(requests).toEqual([])
})

test('an image goes as it was prepared; what is ended is aborted and says nothing more', async () => {
  const { request, ending, ended, clock } = await startUpload(
    new File(['abc'], 'a.jpg', { type: 'image/jpeg' }),
  )
  expect(await request.sent?.text()).toBe('prepared')
  ending.abort()
  expect(request.isAborted).toBe(true)
  await clock.advance(600_000)
  expect(ended).toEqual([])
})

test('files that are dropped anywhere do not open in place of the page; words are left alone', () => {
  const page = new EventTarget()
  refuseDrops(page as never)
  function isRefused(type: string, ...types: string[]) {
    const dataTransfer = { types, dropEffect: 'copy' }
    const event = Object.assign(new Event(type, { cancelable: true }), { dataTransfer })
    page.dispatchEvent(event)
    return [event.defaultPrevented, dataTransfer.dropEffect]
  }
  expect(isRefused('dragover', 'Files')).toEqual([true, 'none'])
  expect(isRefused('drop', 'Files')).toEqual([true, 'none'])
  expect(isRefused('drop', 'text/plain')).toEqual([false, 'copy'])
})
