// A file sent to a room as a client without a page does it.

import { type MessageFile, type RoomId, uploadPath } from '@hubbub/shared'
import type { SignedIn } from './wire-client.js'

type Body = Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> | string

export interface NewFile {
  name?: string
  bytes?: Body
  headers?: Record<string, string>
}

export function postFile(
  url: string,
  { cookie }: Pick<SignedIn, 'cookie'>,
  roomId: RoomId,
  { name = 'notes.txt', bytes = 'some bytes', headers = {} }: NewFile = {},
): Promise<Response> {
  return fetch(url + uploadPath(roomId, name), {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/octet-stream', ...headers },
    body: bytes,
    // Node asks for it where the body is a stream.
    ...(bytes instanceof ReadableStream ? { duplex: 'half' } : {}),
  })
}

export async function sendFile(...args: Parameters<typeof postFile>): Promise<MessageFile> {
  const answer = await postFile(...args)
  if (answer.status !== 201) throw new Error(`file refused: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as MessageFile
}
