#!/usr/bin/env bash
# Brings what changes while the site runs: the database's user and password, which RDS rotates every seven days, and the
# cache's nodes. Run at boot, every five minutes, and as soon as a page could not reach the database (db-error.php).
# What WordPress reads lies in memory only (/run), for root and the web server's group.
set -euo pipefail
# shellcheck source=instances/ha-web/site.sh
source /opt/ha-web/site.sh

readonly run_folder=/run/ha-web

make_run_folder() {
  install -d -m 0750 -o root -g apache "$run_folder"
  # Here the web server may write, and says that it wants fresh credentials. Nobody reads what it writes.
  install -d -m 0770 -o root -g apache "$run_folder/requests"
}

# What can't run without AWS: the secret, as JSON, by the instance's role.
read_secret() {
  aws secretsmanager get-secret-value --region "$1" --secret-id "$2" --query SecretString --output text
}

refresh_credentials() {
  local region secret
  region=$(setting region)
  secret=$(setting databaseSecretArn)
  # jq may quote what it doesn't like: its complaints would be the secret.
  if ! read_secret "$region" "$secret" |
    jq -ce '{username, password} | select(all(.[]; type == "string" and . != ""))' 2>/dev/null |
    replace database.json; then
    log "the secret $secret can't be read, or holds no username and password"
    return 1
  fi
}

refresh_cache_nodes() {
  if ! php /opt/ha-web/cache-nodes.php | replace cache-nodes.json; then
    log "the cache's configuration endpoint gives no nodes: those known before stay in use"
  fi
}

# Puts what comes in into a file of the run folder in one step: a reader sees the old text or the new one. Nothing coming in
# changes nothing and fails.
replace() {
  local new
  new=$(umask 077 && mktemp "$run_folder/.$1.XXXXXX")
  if cat >"$new" && [[ -s $new ]] && chgrp apache "$new" && chmod 0640 "$new" && mv -f "$new" "$run_folder/$1"; then
    return
  fi
  rm -f "$new"
  return 1
}

make_run_folder
refresh_cache_nodes
refresh_credentials
