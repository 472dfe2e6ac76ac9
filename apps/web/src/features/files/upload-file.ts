import { readUploadAnswer } from '@hubbub/client'
import { type MessageFile, type RoomId, uploadPath } from '@hubbub/shared'
import { withoutCameraNotes } from './photo.js'

export interface UploadWatch {
  /** How many bytes have gone so far. */
  progress(sentBytes: number): void
  /** Ends it. */
  signal: AbortSignal
}

/** @throws CommandFailed, or DOMException when the file cannot be read; never settles once it was ended */
export type UploadFile = (roomId: RoomId, file: File, watch: UploadWatch) => Promise<MessageFile>

interface UploadDeps {
  /** What goes in place of an image. */
  prepare(image: File): Promise<File>
  newRequest(): XMLHttpRequest
  /** @returns a function that cancels it */
  after(ms: number, act: () => void): () => void
}

/** On a connection that is dead, as after a change of networks, nothing would be heard for many minutes. */
const STALL_MS = 30_000
/** All has left this machine: it is still on its way, and the server has to write it. */
const ANSWER_MS = 120_000

export const uploadFile = createUpload({
  prepare: withoutCameraNotes,
  newRequest: () => new XMLHttpRequest(),
  after(ms, act) {
    const timer = setTimeout(act, ms)
    return () => clearTimeout(timer)
  },
})

export function createUpload(deps: UploadDeps): UploadFile {
  return async (roomId, file, watch) => {
    // A folder, or a file that is gone: the request would only tell that there was no answer.
    await file.slice(0, 1).arrayBuffer()
    const sent = file.type.startsWith('image/') ? await deps.prepare(file) : file
    return post(deps, roomId, sent, watch)
  }
}

/** Not by `fetch`, which does not tell how far it is. */
function post(
  { newRequest, after }: UploadDeps,
  roomId: RoomId,
  file: File,
  { progress, signal }: UploadWatch,
): Promise<MessageFile> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return
    const request = newRequest()
    let cancel = () => {}
    const abortAfter = (ms: number) => {
      cancel()
      cancel = after(ms, () => request.abort())
    }
    request.open('POST', uploadPath(roomId, file.name))
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.upload.onprogress = event => {
      abortAfter(STALL_MS)
      progress(event.loaded)
    }
    request.upload.onload = () => abortAfter(ANSWER_MS)
    // Without an answer the status is 0.
    request.onloadend = () => {
      cancel()
      if (signal.aborted) return
      try {
        resolve(readUploadAnswer(request.status, request.responseText))
      } catch (error) {
        reject(error)
      }
    }
    signal.addEventListener('abort', () => request.abort())
    abortAfter(STALL_MS)
    request.send(file)
  })
}
