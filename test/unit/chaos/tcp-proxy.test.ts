// The line that faults are made with must itself lose nothing but what it is told to lose.

import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { startTcpProxy, type TcpProxy } from '../../chaos/tcp-proxy.js'
import { eventually } from '../../support/eventually.js'
import { randomFrom } from '../../support/seeded-random.js'

interface Line extends AsyncDisposable {
  proxy: TcpProxy
  /** What came to the far end. */
  asked(): string
  open(): Promise<{ socket: Socket; heard(): string }>
}

/** A line to somebody who says everything back. */
async function startLine(): Promise<Line> {
  let asked = ''
  const echo = createServer(socket => {
    socket.on('data', chunk => (asked += chunk))
    socket.on('error', () => socket.destroy()).pipe(socket)
  })
  echo.listen(0, '127.0.0.1')
  await once(echo, 'listening')
  const address = echo.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const proxy = await startTcpProxy({ host: '127.0.0.1', port }, randomFrom(1))
  return {
    proxy,
    asked: () => asked,
    async open() {
      const socket = connect(proxy.port, '127.0.0.1')
      socket.on('error', () => socket.destroy())
      let said = ''
      socket.on('data', chunk => (said += chunk))
      await once(socket, 'connect')
      return { socket, heard: () => said }
    },
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]()
      echo.close()
    },
  }
}

test('an open line passes everything on, and the end as well', async () => {
  await using line = await startLine()
  const { socket, heard } = await line.open()
  const text = 'all of it '.repeat(100_000)
  socket.end(text)
  await once(socket, 'close')
  expect(heard()).toBe(text)
})

test('a slow line takes its time, and passes everything on in order', async () => {
  await using line = await startLine()
  line.proxy.setPassage({ kind: 'slow', latencyMs: 40, jitterMs: 20, bytesPerS: 100_000, sliceBytes: 100 })
  const { socket, heard } = await line.open()
  const text = Array.from({ length: 1_000 }, (_, n) => `${n} `).join('')
  const startedAt = performance.now()
  socket.write(text)
  await eventually(() => expect(heard()).toBe(text))
  expect(performance.now() - startedAt).toBeGreaterThan(80)
  socket.destroy()
})

test('what was said on a held line arrives when it is let through again', async () => {
  await using line = await startLine()
  const { socket, heard } = await line.open()
  socket.write('before ')
  await eventually(() => expect(heard()).toBe('before '))
  line.proxy.setPassage({ kind: 'held' })
  socket.write('meanwhile ')
  const other = await line.open()
  other.socket.write('new')
  await eventually(() => expect(socket.bytesWritten).toBe('before meanwhile '.length))
  expect(heard()).toBe('before ')
  line.proxy.setPassage({ kind: 'open' })
  await eventually(() => expect([heard(), other.heard()]).toEqual(['before meanwhile ', 'new']))
  for (const each of [socket, other.socket]) each.destroy()
})

test('a line whose answers are held passes on what is asked', async () => {
  await using line = await startLine()
  line.proxy.setPassage({ kind: 'open' }, { kind: 'held' })
  const { socket, heard } = await line.open()
  socket.write('asked')
  await eventually(() => expect(line.asked()).toBe('asked'))
  expect(heard()).toBe('')
  line.proxy.setPassage({ kind: 'open' })
  await eventually(() => expect(heard()).toBe('asked'))
  socket.destroy()
})

test('a line that has vanished stays silent, says nothing of it, and a new one works', async () => {
  await using line = await startLine()
  const { socket, heard } = await line.open()
  socket.write('before')
  await eventually(() => expect(heard()).toBe('before'))
  line.proxy.vanish()
  socket.write('lost')
  const fresh = await line.open()
  fresh.socket.write('new')
  await eventually(() => expect(fresh.heard()).toBe('new'))
  expect(heard()).toBe('before')
  expect(socket.destroyed).toBe(false)
  for (const each of [socket, fresh.socket]) each.destroy()
})

test('a reset ends every connection at once', async () => {
  await using line = await startLine()
  const { socket, heard } = await line.open()
  socket.write('before')
  await eventually(() => expect(heard()).toBe('before'))
  line.proxy.reset()
  await eventually(() => expect(socket.destroyed).toBe(true))
})
