#!/usr/bin/env bash
# Makes a bare Amazon Linux 2023 instance serve the site. Run by systemd at every boot; each step finds out what is done
# already. Nothing is served before all of it succeeded. If a step fails, the Auto Scaling group is told to replace us.
set -euo pipefail
umask 022
# shellcheck source=instances/ha-web/site.sh
source /opt/ha-web/site.sh

# memcached's extension came to Amazon Linux with 2023.10.20260202.
readonly packages=(
  httpd amazon-efs-utils awscli-2 jq
  php8.4-cli php8.4-fpm php8.4-mysqlnd php8.4-opcache php8.4-xml php8.4-mbstring php8.4-intl php8.4-gd php8.4-zip
  php8.4-pecl-memcached
)
# The checksum is the project's own wp-cli-2.12.0.phar.sha512. A new version means both lines.
readonly wp_cli_version=2.12.0
readonly wp_cli_sha512=be928f6b8ca1e8dfb9d2f4b75a13aa4aee0896f8a9a0a1c45cd5d2c98605e6172e6d014dda2e27f88c98befc16c040cbb2bd1bfa121510ea5cdf5f6a30fe8832
readonly wp_cli=/usr/local/bin/wp

readonly core=/var/www/wordpress
readonly seed=/var/lib/ha-web/seed
readonly shared=/mnt/ha-web
readonly keys=$shared/private/keys.json

boot() {
  trap give_up_unless_served EXIT
  trap 'exit 143' TERM
  step "install the packages" install_packages
  step "check the settings" check_settings
  step "install wp-cli $wp_cli_version" install_wp_cli
  step "trust the database's authority" trust_database_authority
  step "configure PHP and Apache" configure_servers
  step "read the database's credentials" read_credentials
  step "mount the shared files" mount_shared_files
  step "install WordPress's own files" install_core
  step "wait for the database" wait_for_database
  step "prepare the site, one instance at a time" prepare_site_under_lock
  step "take the site's keys" take_keys
  step "see that the site is whole" as_web_server "$wp_cli" core is-installed --path="$core"
  step "serve" serve
  end_launch CONTINUE || log "no launch to end: this is not the instance's first boot"
}

current_step="start"
step() {
  current_step=$1
  shift
  log "$current_step"
  "$@"
}

give_up_unless_served() {
  local status=$?
  if ((status == 0)); then
    log "the site is served"
    return
  fi
  log "could not $current_step (status $status): serving nothing, asking to be replaced"
  systemctl stop httpd.service || log "Apache could not be stopped"
  end_launch ABANDON || log "the launch could not be abandoned: it is one of a running instance, or times out"
  mark_unhealthy || log "the Auto Scaling group could not be told: the load balancer's health check will find out"
}

# --- What can't run without AWS: one function each ----------------------------------------------------------------------

install_packages() {
  if rpm --query --quiet "${packages[@]}"; then return; fi
  wait_for "the package repositories" dnf --assumeyes --quiet install "${packages[@]}"
}

mount_file_system() {
  # `iam` signs the mount with the instance's role; the access point makes everybody the web server's user.
  timeout 60 mount -t efs -o "tls,iam,accesspoint=$2,nosuid,nodev" "$1:/" "$shared"
}

# The group waits for this after a launch, and for no longer than its hook says. A later boot has no launch to end.
end_launch() {
  local group hook instance region
  group=$(setting autoScalingGroupName) && hook=$(setting lifecycleHookName) &&
    instance=$(instance_metadata instance-id) && region=$(instance_metadata placement/region) &&
    aws autoscaling complete-lifecycle-action --region "$region" --auto-scaling-group-name "$group" \
      --lifecycle-hook-name "$hook" --instance-id "$instance" --lifecycle-action-result "$1"
}

mark_unhealthy() {
  local instance region
  instance=$(instance_metadata instance-id) && region=$(instance_metadata placement/region) &&
    aws autoscaling set-instance-health --region "$region" --instance-id "$instance" \
      --health-status Unhealthy --no-should-respect-grace-period
}

instance_metadata() {
  local token
  token=$(curl --fail --silent --max-time 5 --request PUT --header "X-aws-ec2-metadata-token-ttl-seconds: 60" \
    http://169.254.169.254/latest/api/token) &&
    curl --fail --silent --max-time 5 --header @- "http://169.254.169.254/latest/meta-data/$1" \
      <<<"X-aws-ec2-metadata-token: $token"
}

download() {
  curl --fail --silent --show-error --location --proto '=https' --max-time 120 --output "$2" "$1"
}

# --- This instance --------------------------------------------------------------------------------------------------------

check_settings() {
  local key
  for key in siteUrl siteTitle adminUser adminEmail wordpressVersion databaseHost databaseName databaseSecretArn \
    cacheEndpoint fileSystemId accessPointId region autoScalingGroupName lifecycleHookName; do
    setting "$key" >/dev/null
  done
}

install_wp_cli() {
  if is_wp_cli "$wp_cli"; then return; fi
  local file
  file=$(mktemp)
  wait_for "wp-cli's release" download \
    "https://github.com/wp-cli/wp-cli/releases/download/v$wp_cli_version/wp-cli-$wp_cli_version.phar" "$file"
  if ! is_wp_cli "$file"; then
    log "what was downloaded as wp-cli $wp_cli_version has another SHA-512 than the one pinned here: not used"
    rm -f "$file"
    return 1
  fi
  install -m 0755 "$file" "$wp_cli"
  rm -f "$file"
}

is_wp_cli() {
  [[ -f $1 ]] && sha512sum --check --status <<<"$wp_cli_sha512  $1"
}

# PHP checks the database's certificate and host name against this file (wp-config.php, php.ini). RDS has authorities of its
# own, one set for each region, which no distribution knows.
trust_database_authority() {
  local region url file known=/etc/ha-web/authorities.pem
  region=$(setting region)
  url=https://truststore.pki.rds.amazonaws.com/$region/$region-bundle.pem
  file=$(mktemp)
  if [[ ! -s $known ]]; then
    wait_for "the authority's certificates" download "$url" "$file"
  elif ! download "$url" "$file"; then
    log "the certificates of the last boot stay in use"
    return
  fi
  grep -q "BEGIN CERTIFICATE" "$file"
  cat /etc/pki/tls/certs/ca-bundle.crt "$file" | install -m 0644 /dev/stdin "$known.new"
  mv -f "$known.new" "$known"
  rm -f "$file"
}

configure_servers() {
  install -m 0644 /opt/ha-web/php.ini /etc/php.d/90-ha-web.ini
  install -m 0644 /opt/ha-web/httpd.conf /etc/httpd/conf.d/ha-web.conf
  rm -f /etc/httpd/conf.d/welcome.conf
  install -m 0644 /opt/ha-web/php-fpm.conf /etc/php-fpm.d/www.conf
  install -m 0640 -o root -g apache /opt/ha-web/wp-config.php /var/www/wp-config.php
  install -d -m 0770 -o root -g apache /var/cache/ha-web
}

read_credentials() {
  wait_for "the database's secret" /opt/ha-web/refresh
}

mount_shared_files() {
  local file_system access_point
  file_system=$(setting fileSystemId)
  access_point=$(setting accessPointId)
  mkdir -p "$shared"
  if ! mountpoint --quiet "$shared"; then
    wait_for "the file system" mount_file_system "$file_system" "$access_point"
  fi
}

# WordPress's own code lies on this instance: of the version that the settings name, owned by root, at a local disk's speed.
# `wp core download` checks the archive's published checksum, `verify-checksums` each file's. What comes with WordPress as
# content goes aside, to seed the shared content from.
install_core() {
  local version partial=$core.partial
  version=$(setting wordpressVersion)
  if [[ -d $core ]]; then return; fi
  rm -rf "$partial"
  wait_for "WordPress $version" wp_as_root core download --version="$version" --path="$partial" --force
  wp_as_root core verify-checksums --version="$version" --path="$partial"
  mkdir -p "${seed%/*}"
  rm -rf "$seed"
  mv "$partial/wp-content" "$seed"
  ln -s "$shared/wp-content" "$partial/wp-content"
  mv "$partial" "$core"
}

# For commands that don't load the site's code.
wp_as_root() {
  HOME=/root "$wp_cli" --allow-root "$@"
}

# As the web server's user; ends when we end, even by SIGKILL: an installer must not outlive the lock it works under.
as_web_server() {
  setpriv --reuid=apache --regid=apache --init-groups --pdeathsig=KILL env HOME=/var/cache/ha-web "$@"
}

wait_for_database() {
  wait_for "the database" database_answers
}

# It may be the password that is wrong: RDS can have rotated it since we read it.
database_answers() {
  php /opt/ha-web/database.php answers || { /opt/ha-web/refresh && php /opt/ha-web/database.php answers; }
}

serve() {
  systemctl reload-or-restart php-fpm.service httpd.service
  wait_for "our own health check" curl --fail --silent --show-error --max-time 5 --output /dev/null http://127.0.0.1/healthz
  systemctl start ha-web-refresh.timer ha-web-refresh.path ha-web-cron.timer
}

# --- The site: shared by all instances, touched by one at a time ----------------------------------------------------------

prepare_site_under_lock() {
  php /opt/ha-web/database.php while-locked "$patience_seconds" setpriv --pdeathsig=KILL "$0" prepare-site
}

prepare_site() {
  step "fill the shared files" fill_shared_files
  step "make the site's keys" make_keys
  # Before anything of the site's code runs: WordPress needs them in its configuration.
  step "take the site's keys" take_keys
  step "place the drop-ins" place_drop_ins
  step "install or upgrade the database" install_or_upgrade_database
}

# Themes and plugins that come with WordPress, once for each version: what an administrator removes stays away.
fill_shared_files() {
  local version mark kind source target
  version=$(setting wordpressVersion)
  mark=$shared/private/filled-$version
  as_web_server mkdir -p -m 0750 "$shared/private"
  as_web_server mkdir -p "$shared"/wp-content/{themes,plugins,mu-plugins,uploads,upgrade,languages}
  if as_web_server test -e "$mark"; then return; fi
  for kind in themes plugins; do
    for source in "$seed/$kind"/*; do
      target=$shared/wp-content/$kind/${source##*/}
      if [[ -e $source ]] && as_web_server test ! -e "$target"; then
        # A copy that was cut off is never taken for a theme.
        as_web_server rm -rf "$shared/private/partial"
        as_web_server cp -R "$source" "$shared/private/partial"
        as_web_server mv -T "$shared/private/partial" "$target"
      fi
    done
  done
  as_web_server touch "$mark"
}

# The keys sign all log-in cookies: the same for all instances, known to nobody else, not in the database that they protect.
make_keys() {
  local name
  if as_web_server test -s "$keys"; then return; fi
  for name in {,SECURE_}AUTH LOGGED_IN NONCE; do
    printf '%s_KEY %s\n%s_SALT %s\n' "$name" "$(openssl rand -base64 48)" "$name" "$(openssl rand -base64 48)"
  done | jq -cRn '[inputs | split(" ") | {(.[0]): .[1]}] | add' |
    (umask 077 && write_shared_file "$keys")
}

take_keys() {
  as_web_server cat "$keys" | jq -ce 'select(length == 8)' 2>/dev/null |
    install -m 0640 -o root -g apache /dev/stdin /etc/ha-web/keys.json.new
  # pipefail has seen to it that the file is whole.
  mv -f /etc/ha-web/keys.json.new /etc/ha-web/keys.json
}

# One line each: while instances are being replaced, each of them uses the code that it was made with.
place_drop_ins() {
  local name target
  for name in object-cache.php db-error.php; do
    target=$shared/wp-content/$name
    printf "<?php require '/opt/ha-web/%s';\n" "$name" | write_shared_file "$target"
  done
}

# In one step: the other instances see the old text or the new one.
write_shared_file() {
  as_web_server tee "$1.partial" >/dev/null && as_web_server mv "$1.partial" "$1"
}

install_or_upgrade_database() {
  local state
  state=$(php /opt/ha-web/database.php state)
  log "the database holds: $state"
  case $state in
    nothing) install_database ;;
    half-made)
      # Its installer died. Nobody has ever been served from it, so nothing of worth is lost.
      php /opt/ha-web/database.php clear
      install_database
      ;;
    site) upgrade_database ;;
  esac
}

# The object cache stays out of it: what an installer that dies leaves behind must not be remembered.
install_database() {
  local url title user email
  url=$(setting siteUrl)
  title=$(setting siteTitle)
  user=$(setting adminUser)
  email=$(setting adminEmail)
  php /opt/ha-web/database.php note-start
  # The first password is thrown away: README.md says how to set one. wp-cli reads it from its input, which no process list
  # shows, and repeats what it was asked for on its output.
  as_web_server env HA_WEB_OBJECT_CACHE=off "$wp_cli" core install --path="$core" --url="$url" --title="$title" \
    --admin_user="$user" --admin_email="$email" --skip-email --prompt=admin_password <<<"$(openssl rand -base64 48)" >/dev/null
  php /opt/ha-web/database.php note-end
  forget_cache
}

upgrade_database() {
  local wanted
  wanted=$(php /opt/ha-web/database.php needs-upgrade-to "$core/wp-includes/version.php")
  if [[ $wanted == yes ]]; then
    as_web_server env HA_WEB_OBJECT_CACHE=off "$wp_cli" core update-db --path="$core"
    forget_cache
  fi
}

forget_cache() {
  as_web_server "$wp_cli" cache flush --path="$core" || log "the cache could not be emptied: is it there?"
}

case ${1:-boot} in
  boot) boot ;;
  prepare-site) prepare_site ;;
  *)
    log "unknown command \"$1\": use no argument"
    exit 64
    ;;
esac
