/** Functions around commands whose work may have been done before. The texts are those of gcloud 528 and kubectl 1.33. */
export const commands = {
  created: `# created COMMAND…: 0 if the command creates something, 1 if it exists already; any other failure ends the script
created() {
  local answer
  if answer="$("$@" 2>&1)"; then
    echo "$answer"
    return 0
  fi
  case "$answer" in
    *'already exists'* | *AlreadyExists* | *'Already exists'* | *'HTTPError 409'*) echo "  already exists: $*" ;;
    *) fail "$answer" ;;
  esac
  return 1
}`,

  unless_missing: `# unless_missing COMMAND…: runs a command that deletes something; nothing to delete is no failure
unless_missing() {
  local answer
  if answer="$("$@" 2>&1)"; then
    echo "$answer"
    return 0
  fi
  case "$answer" in
    *NotFound* | *'not found'* | *'Not found'* | *'matched no objects'* | *'code=404'*) echo "  already deleted: $*" ;;
    *) echo "$answer" >&2; return 1 ;;
  esac
}`,

  try: `# try COMMAND…: runs a part of the cleanup; a failure must not stop the other parts
try() {
  ("$@") || { FAILURES=$((FAILURES + 1)); echo "  ! failed, continuing: $*" >&2; }
}`,

  listed: `# listed KIND COMMAND…: shows the names that the command prints
listed() {
  local kind=$1 name
  shift
  "$@" > "$WORK/listed" 2> "$WORK/seen" || { cat "$WORK/seen" >&2; return 1; }
  while read -r name; do echo "  $kind $name"; done < "$WORK/listed"
}`,

  nothing_left: `# nothing_left KIND COMMAND…: 0 if the command prints no name
nothing_left() {
  local kind=$1 seen
  shift
  seen="$("$@" 2> "$WORK/seen")" || { cat "$WORK/seen" >&2; return 1; }
  [[ -z $seen ]] || { echo "  left: $kind $seen"; return 1; }
}`,
} as const;
