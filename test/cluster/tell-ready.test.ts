// Whoever started a node and waits for it is told when it serves, and not before.

import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { eventually } from '../support/eventually.js'
import { startCluster } from '../support/start-cluster.js'

/** In the place of systemd's own program: writes down what it was told. */
const SYSTEMD_NOTIFY = `#!${process.execPath}
const { appendFileSync } = require('node:fs')
const told = { args: process.argv.slice(2), socket: process.env.NOTIFY_SOCKET }
appendFileSync(__dirname + '/told', JSON.stringify(told) + '\\n')
`

test('a node that systemd waits for says once that it is ready, to the socket that systemd named', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'hubbub-notify-'))
  try {
    const program = join(dir, 'systemd-notify')
    await writeFile(program, SYSTEMD_NOTIFY)
    await chmod(program, 0o755)
    const told = () => readFile(join(dir, 'told'), 'utf8').catch(() => '')
    const PATH = `${dir}:${process.env.PATH}`

    {
      await using _unasked = await startCluster({ env: { PATH } })
      expect(await told()).toBe('')
    }
    await using cluster = await startCluster({ env: { PATH, NOTIFY_SOCKET: '/run/the-socket' } })
    await eventually(async () =>
      expect(await told()).toBe('{"args":["--ready"],"socket":"/run/the-socket"}\n'),
    )
    expect((await fetch(`${cluster.url}/readyz`)).status).toBe(200)
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
})

test('a node that cannot tell systemd says why in its log, and serves all the same', async () => {
  await using cluster = await startCluster({ env: { PATH: '', NOTIFY_SOCKET: '/run/the-socket' } })
  await eventually(() =>
    expect(cluster.log().map(({ msg }) => msg)).toContain('systemd could not be told that the node is up'),
  )
  expect((await fetch(`${cluster.url}/livez`)).status).toBe(200)
})
