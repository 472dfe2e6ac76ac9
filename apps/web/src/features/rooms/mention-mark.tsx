/** Beside the count of unread messages. */
export function MentionMark() {
  return (
    <span className="room-link-mention" title="You are mentioned">
      <span aria-hidden="true">@</span>
      <span className="sr-only">you are mentioned, </span>
    </span>
  )
}
