import { describeFailure } from '../../ui/failure-text.js'
import { MenuItem } from '../../ui/menu.js'
import { tameMarks } from '../../ui/tame-marks.js'
import type { PersonItemProps } from '../members/person-item.js'
import { openRoom } from '../rooms/room-route.js'

export function DirectItem({ person, client, onProblem }: PersonItemProps) {
  async function open() {
    onProblem(null)
    try {
      openRoom(await client.openDirect(person.userId))
    } catch (error) {
      onProblem(describeFailure(error))
    }
  }

  return (
    <MenuItem icon="message" onChoose={() => void open()}>
      Message <bdi>{tameMarks(person.name)}</bdi>
    </MenuItem>
  )
}
