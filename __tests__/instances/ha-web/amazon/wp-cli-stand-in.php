#!/usr/bin/env php
<?php

/**
 * Stands in for wp-cli, which no package registry has: the commands that the boot uses, done by WordPress's own functions.
 * WordPress itself is Debian's.
 */

$options = [];
$words = [];
foreach (array_slice($argv, 1) as $argument) {
    if (preg_match('/^--([^=]+)(?:=(.*))?$/su', $argument, $match)) $options[$match[1]] = $match[2] ?? true;
    else $words[] = $argument;
}
$command = implode(' ', $words);
file_put_contents('/srv/cloud/calls', trim(file_get_contents('/etc/instance-id')) . " wp $command\n", FILE_APPEND);

function load(string $path): void
{
    $_SERVER += ['HTTP_HOST' => 'localhost', 'REQUEST_URI' => '/', 'REQUEST_METHOD' => 'GET', 'SERVER_PROTOCOL' => 'HTTP/1.1'];
    require_once "$path/wp-load.php";
}

function fail(string $message): never
{
    fwrite(STDERR, "Error: $message\n");
    exit(1);
}

switch ($command) {
    case 'core download':
        if ($options['version'] !== trim(file_get_contents('/srv/cloud/wordpress-version'))) fail('Release not found.');
        // Debian's package keeps libraries elsewhere, by links, and has a configuration of its own.
        $path = escapeshellarg($options['path']);
        passthru("mkdir -p $path && cp -rL /usr/share/wordpress/. $path && rm -f $path/wp-config.php", $status);
        exit($status);
    case 'core verify-checksums':
        if (is_file('/srv/cloud/wrong-checksum')) fail('WordPress installation doesn\'t verify against checksums.');
        exit(0);
    case 'core is-installed':
        define('WP_INSTALLING', true);
        load($options['path']);
        exit(is_blog_installed() ? 0 : 1);
    case 'core install':
        define('WP_INSTALLING', true);
        function wp_new_blog_notification() {}
        load($options['path']);
        if (is_blog_installed()) exit(0);
        require_once ABSPATH . 'wp-admin/includes/upgrade.php';
        $password = $options['prompt'] === 'admin_password' ? trim(fgets(STDIN)) : fail('no password');
        // As wp-cli does: what it was asked for is on its output.
        echo "1/1 [--admin_password=<password>]: $password\n";
        // In the middle: the tables and the address are there, no user yet.
        add_filter('pre_update_option_blogname', function ($title) {
            while (is_file('/srv/cloud/pause-installation')) {
                clearstatcache();
                usleep(20_000);
            }
            return $title;
        });
        wp_install($options['title'], $options['admin_user'], $options['admin_email'], true, '', $password);
        exit(0);
    case 'core update-db':
        define('WP_INSTALLING', true);
        load($options['path']);
        require_once ABSPATH . 'wp-admin/includes/upgrade.php';
        wp_upgrade();
        exit(0);
    case 'cache flush':
        load($options['path']);
        if (!wp_cache_flush()) fail('The object cache could not be flushed.');
        exit(0);
    default:
        fail("this stand-in does not know: wp $command");
}
