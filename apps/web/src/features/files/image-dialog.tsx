import { filePath, type MessageImage, type RoomId } from '@hubbub/shared'
import { Dialog } from '../../ui/dialog.js'
import { Icon } from '../../ui/icons.js'
import { tameMarks } from '../../ui/tame-marks.js'
import { sizeText } from './size-text.js'

interface ImageDialogProps {
  roomId: RoomId
  /** null: it is closed. */
  image: MessageImage | null
  onClose: () => void
}

export function ImageDialog({ roomId, image, onClose }: ImageDialogProps) {
  return (
    <Dialog
      isOpen={image !== null}
      onClose={onClose}
      title={image === null ? 'Image' : tameMarks(image.name)}
      shape="picture"
    >
      {image !== null && (
        <>
          <img className="picture" src={filePath(roomId, image.fileId)} alt={tameMarks(image.name)} />
          <p className="picture-foot">
            <span>
              {image.width} × {image.height}, {sizeText(image.size)}
            </span>
            <a href={filePath(roomId, image.fileId)} download={image.name}>
              <Icon name="download" size={18} /> Download
            </a>
          </p>
        </>
      )}
    </Dialog>
  )
}
