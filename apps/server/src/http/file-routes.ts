// Files in messages: their bytes come and go over HTTP, each in its own request.

import { once } from 'node:events'
import { ReadStream } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { send } from '@fastify/send'
import {
  ChatError,
  type ErrorCode,
  type FileInPath,
  isImage,
  type MessageFile,
  type NewFile,
  type RoomInPath,
} from '@hubbub/shared'
import { FileInPathSchema, NewFileSchema, RoomInPathSchema } from '@hubbub/shared/schemas'
import type { FastifyInstance } from 'fastify'
import type { FileRules } from '../chat/files.js'
import { contentDisposition } from './content-disposition.js'
import type { MustBeSignedIn } from './signed-in.js'

/** Without a byte for so long an upload ends, and in any case after the whole. */
const IDLE_MS = 30_000
const WHOLE_MS = 15 * 60_000
/** How much of a file that is refused is taken all the same, so that its sender hears why and not of a broken connection. */
const DISCARD_MAX_BYTES = 16 * 1024 * 1024
const DISCARD_MS = 10_000

export interface FileRouteDeps {
  files: FileRules
  folder: string
  /** Below the folder. */
  pathInFolder: (fileId: FileInPath['fileId']) => string
  /** A new file was answered. */
  counted: (code: 'ok' | ErrorCode, tookMs: number) => void
}

export async function registerFileRoutes(
  app: FastifyInstance,
  deps: FileRouteDeps,
  mustBeSignedIn: MustBeSignedIn,
): Promise<void> {
  // In a scope of its own, where a body is bytes and nothing else: no form of another site can send that without asking.
  await app.register(async scope => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('application/octet-stream', (_request, body, done) => done(null, body))
    registerUpload(scope, deps, mustBeSignedIn)
  })
  registerDownload(app, deps, mustBeSignedIn)
}

function registerUpload(
  app: FastifyInstance,
  { files, counted }: FileRouteDeps,
  mustBeSignedIn: MustBeSignedIn,
): void {
  app.post<{ Params: RoomInPath; Querystring: NewFile }>(
    '/api/rooms/:roomId/files',
    { schema: { params: RoomInPathSchema, querystring: NewFileSchema } },
    async (request, reply) => {
      const { raw, params, query } = request
      const startedAt = performance.now()
      const count = (code: 'ok' | ErrorCode) => counted(code, performance.now() - startedAt)
      try {
        const { account } = await mustBeSignedIn(request)
        const announced = announcedBytes(raw)
        const file = await files.upload(account.userId, {
          ...params,
          ...query,
          announced,
          bytes: arriving(raw),
        })
        count('ok')
        return reply.status(201).send(file)
      } catch (error) {
        count(error instanceof ChatError ? error.code : 'internal')
        await discard(raw)
        throw error
      }
    },
  )
}

function announcedBytes({ headers }: IncomingMessage): number | undefined {
  const announced = headers['content-length']
  return announced === undefined ? undefined : Number(announced)
}

function registerDownload(
  app: FastifyInstance,
  { files, folder, pathInFolder }: FileRouteDeps,
  mustBeSignedIn: MustBeSignedIn,
): void {
  app.get<{ Params: FileInPath }>(
    '/api/rooms/:roomId/files/:fileId',
    { schema: { params: FileInPathSchema } },
    async (request, reply) => {
      const { roomId, fileId } = request.params
      // What is answered in place of the file is no answer to the next who asks.
      reply.header('cache-control', 'no-store')
      const { account } = await mustBeSignedIn(request)
      const file = await files.find(account.userId, roomId, fileId)
      const sent = await send(request.raw, `/${pathInFolder(fileId)}`, {
        root: folder,
        index: false,
        cacheControl: false,
        contentType: false,
      })
      if (sent.statusCode === 404) {
        request.log.warn({ fileId }, 'a file is not on the disk; do all nodes share FILES_DIR?')
        throw new ChatError('not_found', 'There is no such file any more.')
      }
      const isUnfit = sent.statusCode === 412 || sent.statusCode === 416
      if (sent.type !== 'file' && !isUnfit)
        throw new Error('a file cannot be read', {
          cause: sent.type === 'error' ? sent.metadata.error : 'a folder has its name',
        })
      // Before it is said that the file comes.
      if (sent.stream instanceof ReadStream) await once(sent.stream, 'open')
      return reply
        .status(sent.statusCode)
        .headers({ ...sent.headers, ...(isUnfit ? {} : headersOf(file)) })
        .send(sent.stream)
    },
  )
}

/** Whatever it is: in no page of ours can it do anything. Its reader keeps it, and asks each time whether it still may be read. */
function headersOf(file: MessageFile): Record<string, string> {
  return {
    'content-type': file.type,
    'content-disposition': contentDisposition(isImage(file) ? 'inline' : 'attachment', file.name),
    'content-security-policy': "sandbox; default-src 'none'",
    'cache-control': 'private, no-cache',
  }
}

/** @throws ChatError bad_request when they end before the last one */
async function* arriving(request: IncomingMessage): AsyncGenerator<Buffer> {
  const end = () => void request.destroy()
  const whole = setTimeout(end, WHOLE_MS)
  request.setTimeout(IDLE_MS, end)
  try {
    // Who is refused in the middle of it is to hear why.
    for await (const chunk of request.iterator({ destroyOnReturn: false })) yield chunk
  } catch (cause) {
    throw new ChatError('bad_request', 'The file did not arrive whole.', undefined, { cause })
  } finally {
    clearTimeout(whole)
    request.setTimeout(0)
  }
}

/** Resolves when the rest of a request has come, or as much of it as is waited for. */
async function discard(request: IncomingMessage): Promise<void> {
  if (request.readableEnded || request.destroyed) return
  await new Promise<void>(resolve => {
    const finish = () => {
      clearTimeout(late)
      resolve()
    }
    const late = setTimeout(finish, DISCARD_MS)
    let left = DISCARD_MAX_BYTES
    request.on('data', (chunk: Buffer) => {
      left -= chunk.length
      if (left < 0) finish()
    })
    for (const end of ['end', 'close', 'error']) request.once(end, finish)
  })
}
