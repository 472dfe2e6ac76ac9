import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { FileId } from '@hubbub/shared'
import { expect, onTestFinished, test, vi } from 'vitest'
import { checkFilesFolder, createFileDisk, pathInFolder } from '../../../apps/server/src/files/file-disk.js'

const MIB = 1_024 * 1_024
const FREE_MIN_BYTES = 256 * MIB
const id = 'ab'.repeat(16) as FileId

/** Whatever was synced, in this order. */
const synced: string[] = []
vi.mock('node:fs/promises', async original => {
  const real = await original<typeof import('node:fs/promises')>()
  const open: typeof real.open = async (path, ...args) => {
    const file = await real.open(path, ...args)
    const sync = file.sync.bind(file)
    file.sync = async () => {
      await sync()
      synced.push(String(path))
    }
    return file
  }
  return { ...real, open }
})

async function* chunks(...parts: readonly string[]) {
  for (const part of parts) yield Buffer.from(part)
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hubbub-files-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

test('[F1] a file is there whole, for its owner alone, until it is removed', async () => {
  const folder = newFolder()
  const disk = createFileDisk(folder)
  const path = join(folder, pathInFolder(id))
  expect(await disk.write(id, chunks('some ', '', 'bytes'), 10)).toMatchObject({ size: 10 })
  expect(readFileSync(path, 'utf8')).toBe('some bytes')
  expect(statSync(path).mode & 0o077).toBe(0)
  await disk.remove(id)
  await disk.remove(id)
  expect(existsSync(path)).toBe(false)
})

test('[F1] a disk that is nearly full takes no more, so that what else is written there goes on', async () => {
  const folder = newFolder()
  const disk = createFileDisk(folder, async () => 100 * 1024 * 1024)
  await expect(disk.write(id, chunks('x'), 10)).rejects.toMatchObject({ code: 'no_storage' })
  expect(existsSync(join(folder, pathInFolder(id)))).toBe(false)
})

test('[F1] a file that the disk has no room for beside what must stay free is not begun', async () => {
  const free = FREE_MIN_BYTES + 10
  const disk = createFileDisk(newFolder(), async () => free)
  await expect(disk.write(id, chunks('x'), 11)).rejects.toMatchObject({ code: 'no_storage' })
  expect(await disk.write(id, chunks('x'), 10)).toMatchObject({ size: 1 })
})

test('[F1] a disk that becomes full meanwhile takes no more of a file, and nothing of it stays', async () => {
  const folder = newFolder()
  // Others write as well, also on other machines.
  let free = 2 * FREE_MIN_BYTES
  async function* growing() {
    for (let written = 0; written < 4 * MIB; written += MIB / 2) {
      yield Buffer.alloc(MIB / 2)
      if (written === 2 * MIB) free = FREE_MIN_BYTES
    }
  }
  const disk = createFileDisk(folder, async () => free)
  await expect(disk.write(id, growing(), 4 * MIB)).rejects.toMatchObject({ code: 'no_storage' })
  expect(readdirSync(join(folder, dirname(pathInFolder(id))))).toEqual([])
})

test('[F1] [M1] a file is on the disk by its bytes and by its name before it is known of', async () => {
  const folder = newFolder()
  synced.length = 0
  await createFileDisk(folder).write(id, chunks('x'), 10)
  const path = join(folder, pathInFolder(id))
  expect(synced).toEqual([`${path}.part`, dirname(path), folder])
})

test('[F1] of a photo the beginning is long enough to find its size in, of all else a short one will do', async () => {
  const disk = createFileDisk(newFolder())
  const headOf = async (begin: string, size: number) => {
    const bytes = (async function* () {
      yield Buffer.from(begin, 'latin1')
      yield Buffer.alloc(size - begin.length)
    })()
    await disk.remove(id)
    return (await disk.write(id, bytes, size)).head.length
  }
  expect(await headOf('\xff\xd8\xff', 1_000_000)).toBe(1_000_000)
  expect(await headOf('\xff\xd8\xff', 5_000_000)).toBe(2 * MIB)
  expect(await headOf('\x89PNG', 1_000_000)).toBe(256 * 1_024)
})

test('[F3] nothing but an id leads to a file', () => {
  for (const other of ['', '..', '../../etc/passwd', `${id}/..`, id.toUpperCase(), `${id}.part`])
    expect(() => pathInFolder(other as FileId)).toThrow(TypeError)
})

test('[O5] a folder that nothing can be kept in is told of in one line; one that is not there is made', async () => {
  const folder = newFolder()
  await checkFilesFolder(join(folder, 'new', 'one'))
  expect(statSync(join(folder, 'new', 'one')).mode & 0o077).toBe(0)
  writeFileSync(join(folder, 'file'), '')
  await expect(checkFilesFolder(join(folder, 'file'))).rejects.toThrow(
    /^FILES_DIR: no files can be kept in [^\n]*$/,
  )
})
