<?php

/**
 * What WordPress shows when it can't reach the database: a page that says "later", never which host or user. The password
 * may be the reason, rotated since it was read: this asks for a fresh one (ha-web-refresh.path), so that a rotation costs
 * seconds and not the five minutes until the next regular refresh.
 */

$request = '/run/ha-web/requests/refresh';
// However many visitors are turned away: one request in five seconds is enough.
if (!is_file($request) || filemtime($request) < time() - 5) @file_put_contents($request, "please\n");

if (PHP_SAPI === 'cli') {
    fwrite(STDERR, "the database can't be reached\n");
    exit(1);
}
http_response_code(503);
header('Retry-After: 5');
header('Cache-Control: no-store');
header('Content-Type: text/html; charset=utf-8');
?>
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="5">
<title>Back in a moment</title>
<style>body { font: 1.1rem/1.6 system-ui, sans-serif; max-width: 32rem; margin: 20vh auto; padding: 0 1rem; color: #222 }</style>
<h1>Back in a moment</h1>
<p>The site can't reach its database right now. This page tries again by itself.</p>
