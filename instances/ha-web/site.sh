# shellcheck shell=bash
# What the scripts of this folder share: the site's settings, a log line, patience. To be sourced.

readonly settings_file=/etc/ha-web/site.json

# How long to wait for each thing that may come up later than this instance: the database, the file system, the secret, a
# repository. A new Aurora writer takes up to ten minutes. Tests are less patient.
readonly patience_seconds=${HA_WEB_PATIENCE_SECONDS:-900}
readonly pause_seconds=${HA_WEB_PAUSE_SECONDS:-5}

# Goes to the journal and to the instance's console, where it can be read when the instance is long gone: no secret here.
log() {
  printf '%s ha-web %s: %s\n' "$(date -u +%H:%M:%S)" "${0##*/}" "$*" >&2
}

# Prints one value of the settings file; fails, naming the key, when it is missing or empty.
setting() {
  jq -er --arg key "$1" '.[$key] | strings | select(. != "")' "$settings_file" || {
    log "$settings_file has no text for \"$1\": the compute stack writes it"
    return 1
  }
}

# wait_for WHAT COMMAND…: repeats the command until it succeeds, for as long as our patience lasts. Bash ignores `set -e`
# inside a command that is tested: give it a program, or a function whose last command decides.
wait_for() {
  local what=$1 deadline=$((SECONDS + patience_seconds))
  shift
  until "$@"; do
    if ((SECONDS >= deadline)); then
      log "gave up waiting for $what after $patience_seconds s"
      return 1
    fi
    log "waiting for $what"
    sleep "$pause_seconds"
  done
}
