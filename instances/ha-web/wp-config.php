<?php

/**
 * The site's configuration, outside the folder that Apache serves. Holds no secret: it reads them from files that only root
 * and the web server's group may read. The password lies in memory and is fresh (refresh.sh); the keys came at boot.
 */

$ha_web_read = static fn (string $path): array =>
    is_readable($path) ? (array) json_decode((string) file_get_contents($path), true) : [];
$ha_web_site = $ha_web_read('/etc/ha-web/site.json');
$ha_web_keys = $ha_web_read('/etc/ha-web/keys.json');
$ha_web_database = $ha_web_read('/run/ha-web/database.json');
if (!isset($ha_web_database['password']) || count($ha_web_keys) !== 8) {
    require '/opt/ha-web/db-error.php';
    exit(1);
}

define('DB_HOST', $ha_web_site['databaseHost']);
define('DB_NAME', $ha_web_site['databaseName']);
define('DB_USER', $ha_web_database['username']);
define('DB_PASSWORD', $ha_web_database['password']);
define('DB_CHARSET', 'utf8mb4');
define('DB_COLLATE', '');
// The second flag makes PHP check the certificate's authority (php.ini names them) and the host's name. Without it the
// connection is encrypted to whoever answers.
define('MYSQL_CLIENT_FLAGS', MYSQLI_CLIENT_SSL | MYSQLI_CLIENT_SSL_VERIFY_SERVER_CERT);
$table_prefix = 'wp_';

foreach ($ha_web_keys as $ha_web_name => $ha_web_key) define($ha_web_name, $ha_web_key);

// The address is infrastructure: it can't be changed by a click, and a restored database needs no editing.
define('WP_HOME', $ha_web_site['siteUrl']);
define('WP_SITEURL', $ha_web_site['siteUrl']);
// TLS ends at the load balancer; nobody else can reach this port.
if (($_SERVER['HTTP_X_FORWARDED_PROTO'] ?? '') === 'https') $_SERVER['HTTPS'] = 'on';
define('FORCE_SSL_ADMIN', str_starts_with($ha_web_site['siteUrl'], 'https://'));

// WordPress itself is updated by the setting `wordpressVersion` and new instances; themes and plugins, which all instances
// share, by an administrator. Nobody edits code in the browser.
define('WP_AUTO_UPDATE_CORE', false);
define('DISALLOW_FILE_EDIT', true);
define('FS_METHOD', 'direct');
// A timer does it: a page's visitor need not wait, and an instance can't call the site's address over plain HTTP.
define('DISABLE_WP_CRON', true);
define('WP_DEBUG', false);
define('WP_DEBUG_DISPLAY', false);

defined('ABSPATH') || define('ABSPATH', '/var/www/wordpress/');
require_once ABSPATH . 'wp-settings.php';
