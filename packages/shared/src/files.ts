// Files that messages carry, and where they are sent to and read from.

import type { FileId, RoomId } from './ids.js'

/** Every page shows these by itself; whatever else is sent is a file to keep. */
const IMAGE_TYPES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'] as const
export type ImageType = (typeof IMAGE_TYPES)[number]
export type FileType = ImageType | 'application/octet-stream'

/** A file as the server took it. The type is what its first bytes say, not what its sender says. */
export interface MessageFile {
  fileId: FileId
  name: string
  type: FileType
  /** In bytes. */
  size: number
  /** Of an image, in pixels, as it is to be shown: one that lies on its side is turned. */
  width?: number
  height?: number
}

export type MessageImage = MessageFile & { type: ImageType; width: number; height: number }

export function isImage(file: MessageFile): file is MessageImage {
  return IMAGE_TYPES.some(type => type === file.type) && file.width !== undefined && file.height !== undefined
}

/** Where the bytes of a new file are sent, by POST. Half of a character cannot be said there. */
export function uploadPath(roomId: RoomId, name: string): string {
  return `/api/rooms/${roomId}/files?name=${encodeURIComponent(name.replace(/\p{Cs}/gu, '_'))}`
}

export function filePath(roomId: RoomId, fileId: FileId): string {
  return `/api/rooms/${roomId}/files/${fileId}`
}
