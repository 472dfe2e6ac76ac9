import type { LinkPreview } from '@hubbub/shared'
import { tameMarks } from '../../ui/tame-marks.js'
import './link-card.css'

/** Where a message's link leads, as that page puts it. The link itself stands in the text, for keyboard and screen reader. */
export function LinkCard({ preview: { link, site, title, description } }: { preview: LinkPreview }) {
  return (
    <figure className="link-card" aria-label={`Preview of ${site}`}>
      <bdi className="link-card-site">{site}</bdi>
      <a
        className="link-card-title"
        href={link}
        target="_blank"
        rel="noopener noreferrer nofollow"
        tabIndex={-1}
      >
        <bdi>{tameMarks(title)}</bdi>
      </a>
      {description !== '' && (
        <p className="link-card-description" dir="auto">
          {tameMarks(description)}
        </p>
      )}
    </figure>
  )
}
