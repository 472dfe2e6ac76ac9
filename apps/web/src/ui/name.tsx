import { tameMarks } from './tame-marks.js'

/** A name somebody chose: isolated, on one line, cut off where there is no room. */
export function Name({ children }: { children: string }) {
  return (
    <bdi className="name" title={children}>
      {tameMarks(children)}
    </bdi>
  )
}
