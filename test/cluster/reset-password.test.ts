// Operators who have forgotten their own password, on the machine: `npm run reset-password`.

import { execFile } from 'node:child_process'
import { access, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { root } from '../support/root.js'
import { type Cluster, startCluster } from '../support/start-cluster.js'
import { post, signIn, someName } from '../support/wire-client.js'

const PASSWORD = 'correct horse battery'
const NEW_PASSWORD = 'staple of another horse'

/** As a person runs it on the machine of the node, with its settings. */
function resetPassword(words: readonly string[], env: Readonly<Record<string, string>>) {
  const options = { cwd: root, env: { PATH: process.env.PATH ?? '', ...env } }
  return promisify(execFile)(process.execPath, ['scripts/reset-password.mjs', ...words], options).then(
    ({ stdout }) => ({ code: 0, stdout, stderr: '' }),
    (failure: { code: number; stdout: string; stderr: string }) => failure,
  )
}

async function newAccount({ url }: Cluster): Promise<string> {
  const name = someName('ann')
  await signIn(url, 'register', { name, password: PASSWORD })
  return name
}

async function newDataDir(): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), 'hubbub-'))
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }))
  return dataDir
}

const use = ({ url }: Cluster, token = '') =>
  post(url, '/api/auth/reset-password', { token, newPassword: NEW_PASSWORD })

test('[A10] with a Redis of its own the node is found by its data directory, and the link that is printed works once', async () => {
  const dataDir = await newDataDir()
  await using cluster = await startCluster({ workers: 1, dataDir })
  const name = await newAccount(cluster)
  // A name may have spaces, and needs no quotes.
  const { stdout, code } = await resetPassword(name.split(' '), { DATA_DIR: dataDir, PORT: '3210' })
  expect(code).toBe(0)
  const [, token] = /^http:\/\/localhost:3210\/#\/new-password\/(\S{32})$/m.exec(stdout) ?? []
  expect(stdout).toContain(`sets the password of ${name}, once`)
  expect(stdout).toContain('PUBLIC_URL is not set')
  expect((await use(cluster, token)).status).toBe(200)
  expect((await use(cluster, token)).status).toBe(404)
  await signIn(cluster.url, 'login', { name, password: NEW_PASSWORD })
})

test('[A10] with another Redis the link has the address under which people reach the chat', async () => {
  await using cluster = await startCluster({ workers: 1 })
  const name = await newAccount(cluster)
  const env = {
    REDIS_URL: cluster.redis.url,
    PUBLIC_URL: 'https://chat.example.com',
    TRUST_PROXY: 'loopback',
    SESSION_SECRET: 'x'.repeat(32),
    NODE_ENV: 'production',
  }
  const { stdout } = await resetPassword([name], env)
  const [, token] = /^https:\/\/chat\.example\.com\/#\/new-password\/(\S{32})$/m.exec(stdout) ?? []
  expect(stdout).not.toContain('PUBLIC_URL')
  expect((await use(cluster, token)).status).toBe(200)

  // Whatever is wrong is said in a line, and there is no link.
  const nobody = someName('nobody')
  for (const [words, line] of [
    [[nobody], 'hubbub: There is no account of this name.\n'],
    [[], 'hubbub: whose password? npm run reset-password -- <name of the account>\n'],
  ] as const)
    expect(await resetPassword(words, env)).toMatchObject({ code: 1, stdout: '', stderr: line })
})

test('[A10] where no chat runs nothing is made, and that is said in a line', async () => {
  const dataDir = await newDataDir()
  // Too long for the path of a socket, which lies elsewhere then: made by root, it would keep the chat from starting.
  const tooLong = join(dataDir, 'd'.repeat(100))
  for (const DATA_DIR of [dataDir, tooLong]) {
    const { code, stdout, stderr } = await resetPassword(['Ann'], { DATA_DIR })
    expect([code, stdout]).toEqual([1, ''])
    const [, socket = ''] = /^hubbub: Redis at (\S+) cannot be used: .*ENOENT.*\n$/.exec(stderr) ?? []
    expect(socket).toMatch(/redis\.sock$/)
    await expect(access(dirname(socket))).rejects.toThrow('ENOENT')
  }
  const bad = await resetPassword(['Ann'], { PORT: 'x', DATA_DIR: dataDir })
  expect(bad).toMatchObject({ code: 1, stdout: '' })
  expect(bad.stderr).toMatch(/^hubbub: PORT must/)
})
