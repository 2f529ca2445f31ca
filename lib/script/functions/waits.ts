/** Functions of every script. `WORK` is a temporary folder of the script. */
export const waits = {
  fail: `# fail MESSAGE: ends the script
fail() {
  echo "FAILED: $1" >&2
  exit 1
}`,

  is: `# is COMMAND…: 0 for yes, 1 for no; without an answer (3) the script ends, or the cleanup has a failure
is() {
  local code=0
  "$@" > "$WORK/seen" 2>&1 || code=$?
  ((code > 1)) || return "$code"
  tail -n 5 "$WORK/seen" >&2
  [[ -n \${FAILURES-} ]] || fail "no answer: $*"
  FAILURES=$((FAILURES + 1))
  return 1
}`,

  wait_until: `# wait_until SECONDS DESCRIPTION COMMAND…: runs the command until it ends with 0; 2 means that the wait is hopeless
wait_until() {
  local limit=$1 what=$2 since=$SECONDS told=$SECONDS code
  shift 2
  echo "  … waiting until $what (up to $((limit / 60)) min)"
  while true; do
    code=0
    "$@" > "$WORK/seen" 2>&1 || code=$?
    if ((code == 0)); then
      echo "  ✓ $what ($((SECONDS - since)) s)"
      return
    fi
    if ((code == 2 || SECONDS - since >= limit)); then
      tail -n 5 "$WORK/seen" >&2
      fail "gave up after $((SECONDS - since)) s waiting until $what"
    fi
    if ((SECONDS - told >= 60)); then
      told=$SECONDS
      echo "    $(tail -n 1 "$WORK/seen")"
    fi
    sleep "$POLL_SECONDS"
  done
}`,

  prints: `# prints WANTED|OTHER COMMAND…: 0 if the command prints one of the words, 2 for ERROR, 3 if it fails, otherwise 1
prints() {
  local wanted=$1 seen
  shift
  seen="$("$@")" || return 3
  echo "$seen"
  case "|$wanted|" in *"|$seen|"*) return 0 ;; esac
  [[ $seen != ERROR* ]] || return 2
  return 1
}`,

  prints_something: `prints_something() {
  local seen
  seen="$("$@")" || return 3
  echo "$seen"
  [[ -n $seen ]]
}`,

  prints_nothing: `prints_nothing() {
  local seen
  seen="$("$@")" || return 3
  echo "$seen"
  [[ -z $seen ]]
}`,

  at_least: `# at_least NUMBER COMMAND…: 0 if the command prints this number or a larger one
at_least() {
  local wanted=$1 seen
  shift
  seen="$("$@")" || return 1
  echo "$seen of $wanted"
  ((\${seen:-0} >= wanted))
}`,
} as const;
