// Joins what files in messages are made of in a worker.

import { createFileRules } from '../chat/files.js'
import { createSweepFiles } from '../chat/sweep-files.js'
import type { Config } from '../config.js'
import { createFileDisk, pathInFolder } from '../files/file-disk.js'
import type { FileRouteDeps } from '../http/file-routes.js'
import type { Metrics } from '../metrics.js'
import type { Stores } from '../redis/open-stores.js'

export function createFileParts(
  { filesDir: folder, fileMaxBytes: maxBytes }: Pick<Config, 'filesDir' | 'fileMaxBytes'>,
  { roomFiles, uploads: allowance }: Stores,
  { commandAnswered }: Pick<Metrics, 'commandAnswered'>,
): { routes: FileRouteDeps; sweep: (atMs: number) => Promise<void> } {
  const disk = createFileDisk(folder)
  const files = createFileRules({ roomFiles, disk, allowance, maxBytes })
  const counted: FileRouteDeps['counted'] = (code, tookMs) => commandAnswered('file:upload', code, tookMs)
  return { routes: { files, folder, pathInFolder, counted }, sweep: createSweepFiles(roomFiles, disk) }
}
